package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.Proof;
import aico.cli.SuiteService;
import aico.cli.Suspended;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.os.CallingUser;
import aico.cli.os.Jdk;
import aico.cli.os.Rsync;
import aico.cli.os.SystemUsers;
import aico.cli.storage.BackupFolder;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeLock;
import aico.cli.storage.HomeTree;
import aico.cli.storage.OwnersFiles;
import aico.cli.storage.PlacedFile;
import aico.cli.storage.RestoredNote;
import aico.cli.storage.TopologyFile;
import aico.cli.storage.VaultEntries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a backup to a running suite in an empty home. Keys, vaults, policies and the audit trail
 * come from the backup, everything that only one machine should have is made anew: system users,
 * CURVE keys, the token key, sessions, outboxes.
 *
 * <p>Until everything is in its place the home is {@link Setup#RESTORING} and nothing starts in it;
 * the same command run again goes on.
 */
final class Restore {
  private final Surroundings surroundings;
  private final HomeLayout home;
  private final HomeFiles files;
  private final Rsync rsync;

  Restore(Surroundings surroundings) {
    this.surroundings = surroundings;
    home = surroundings.home();
    files = new HomeFiles(home);
    rsync = new Rsync(surroundings.progress());
  }

  /** Proven by a user; the others' own vaults stay closed until they unlock. */
  void run(Path dir, String user, Proof proof) {
    BackupFolder.Backup backup = new BackupFolder(dir.toAbsolutePath().normalize()).chosen();
    Optional<HomeConfig> before = files.config();
    if (before.isPresent() && before.get().setup() != Setup.RESTORING) {
      throw CommandFailed.failed(
          home.root()
              + ": holds a suite already, which a restore would overwrite: restore into another"
              + " AICO_HOME, or move this one away");
    }
    before.ifPresent(config -> config.portBase().requireSame(surroundings.portBase()));
    Up up = new Up(surroundings);
    boolean shared = up.prepare(before);
    Backup.requireRsync(surroundings);
    ProofReader proofs = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = proofs.given(proof);
    try (OwnerProof shown = given.orElseGet(() -> proofs.ask(proof))) {
      new HomeTree(home).makeRoot(shared);
      try (HomeLock lock = CommandLock.take(surroundings)) {
        HomeConfig config = before.orElseGet(() -> up.plan(shared, Setup.RESTORING));
        Jdk jdk = new Installation(surroundings, config).ensure();
        surroundings.say("opening the backup of " + backup.taken());
        CopiedKeys keys = new CopiedKeys(home, jdk);
        keys.check(backup.state(SuiteService.KEY), user, shown, List.of());
        surroundings.say("restoring into " + home.root());
        files.save(config);
        bringIn(backup, config, jdk);
        OwnersFiles.Brought brought =
            new OwnersFiles(home, CallingUser.uid())
                .bring(backup, owner(config, SuiteService.AUDIT));
        surroundings.say("making the installation's key its own again");
        keys.install(home.state(SuiteService.KEY), user, shown, user(config, SuiteService.KEY));
        HomeConfig complete = config.with(Setup.COMPLETE);
        files.save(complete);
        up.start(complete);
        unlock(complete, user, shown);
        sayWhoseAreClosed(backup, user);
        sayWhatIsTheOwners(brought);
      }
    }
    sayWhatIsSuspended();
  }

  private void sayWhatIsSuspended() {
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      List<Suspended> all = SuspendedGrants.answered(bus);
      if (!all.isEmpty()) {
        surroundings.say("not in force until you confirm it:");
        all.forEach(one -> surroundings.say("  " + one.text()));
        surroundings.say(SuspendedGrants.fix(all));
      }
    }
  }

  private void bringIn(BackupFolder.Backup backup, HomeConfig config, Jdk jdk) {
    Provisioning provisioning = new Provisioning(home, config, files, TopologyFile.bundled(), jdk);
    provisioning.folders();
    provisioning.credentials();
    provisioning.temporaryFolders();
    copy("the keys", backup, config, SuiteService.KEY, "keys");
    copy("the keys", backup, config, SuiteService.KEY, "installation.json");
    copy("the keys", backup, config, SuiteService.KEY, "recovery.json");
    copy("the policies", backup, config, SuiteService.POLICY, "policy-version.json");
    OwnersFiles owners = new OwnersFiles(home, CallingUser.uid());
    Map.of(
            SuiteService.AUDIT, "integrators.json",
            SuiteService.VAULT, "responses.json",
            SuiteService.AUTH, "responses.sealed")
        .forEach((service, name) ->
            owners.suspended(
                backup.state(service).resolve(name), home.state(service), owner(config, service)));
    surroundings.say("the audit trail");
    for (String name :
        List.of(
            "log",
            "log.json",
            "log.vkey",
            "log-signing.sealed",
            "epoch-keys",
            "retention.json",
            "pseudonyms.sealed",
            "erasures.json",
            "cursors")) {
      copy("the audit trail", backup, config, SuiteService.AUDIT, name);
    }
    rsync.run(
        new Rsync.Copy(
            "the log's key", backup.trust(), home.trust(), true, null, root(config), List.of()));
    PlacedFile placed = new PlacedFile(home.staging());
    for (VaultEntries.Entry entry : VaultEntries.read(backup.registry())) {
      bringIn(backup, config, entry, placed);
    }
    placed.place(
        home.state(SuiteService.AUDIT).resolve(RestoredNote.NAME),
        RestoredNote.bytes(backup),
        access(config, SuiteService.AUDIT));
  }

  /** A vault comes to stand in the home, wherever it was before. */
  private void bringIn(
      BackupFolder.Backup backup, HomeConfig config, VaultEntries.Entry entry, PlacedFile placed) {
    String what = "vault " + entry.name();
    Path folder = home.vaults().resolve(entry.name());
    if (!Files.isDirectory(backup.vault(entry.name()))) {
      surroundings.say(what + ": was left out of this backup");
      return;
    }
    surroundings.say(what);
    HomeTree.Owner owner = owner(config, SuiteService.VAULT);
    HomeTree.folder(folder, "rwx------", owner);
    rsync.run(
        new Rsync.Copy(
            what,
            backup.vault(entry.name()),
            folder,
            true,
            null,
            user(config, SuiteService.VAULT),
            List.of()));
    Path registry = home.state(SuiteService.VAULT).resolve("vaults");
    HomeTree.folder(registry, "rwx------", owner);
    placed.place(
        registry.resolve(entry.name() + ".json"),
        VaultEntries.bytes(entry.at(folder)),
        access(config, SuiteService.VAULT));
  }

  private void copy(
      String what,
      BackupFolder.Backup backup,
      HomeConfig config,
      SuiteService service,
      String name) {
    Path from = backup.state(service).resolve(name);
    boolean folder = Files.isDirectory(from);
    if (!folder && !Files.isRegularFile(from)) {
      return;
    }
    Path to = home.state(service);
    if (folder) {
      to = to.resolve(name);
      HomeTree.folder(to, "rwx------", owner(config, service));
    }
    rsync.run(new Rsync.Copy(what, from, to, folder, null, user(config, service), List.of()));
  }

  private void sayWhoseAreClosed(BackupFolder.Backup backup, String user) {
    for (VaultEntries.Entry vault : VaultEntries.read(backup.registry())) {
      if (!vault.isOpenTo(user)) {
        surroundings.say(
            "vault %s: is %s's, and opens when they unlock".formatted(vault.name(), vault.owner()));
      }
    }
  }

  /** What nothing in the backup vouches for, and what the owner has to look at therefore. */
  private void sayWhatIsTheOwners(OwnersFiles.Brought brought) {
    if (!brought.rules().isEmpty()) {
      surroundings.say(
          "your rules %s watch again, as they were in the backup, where anyone who could write to it"
                  .formatted(String.join(", ", brought.rules()))
              + " may have changed them: look through them in "
              + home.rules());
    }
    if (!brought.hooks().isEmpty()) {
      surroundings.say(
          "your hooks are put aside in "
              + home.hooksAside()
              + " and do not run: look through each, then add it again:");
      for (Hook hook : brought.hooks()) {
        surroundings.say(
            "  aico vault hook add %s %s %s".formatted(hook.vault(), hook.moment(), hook.file()));
      }
    }
    if (brought.left() > 0) {
      surroundings.say(
          brought.left()
              + " files beside them stayed in the backup: no plain files, too large, or of another"
              + " name than a rule or a hook has");
    }
  }

  private void unlock(HomeConfig config, String user, OwnerProof shown) {
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      Unlock unlock = new Unlock(bus, OwnFiles.session(home, config, user), user);
      unlock.with(shown);
      unlock.awaitMounts();
    }
  }

  private static @Nullable String user(HomeConfig config, SuiteService service) {
    return config.hasServiceUsers() ? config.userOf(service) : null;
  }

  private static @Nullable String root(HomeConfig config) {
    return config.hasServiceUsers() ? "root" : null;
  }

  private static HomeTree.Owner owner(HomeConfig config, SuiteService service) {
    if (!config.hasServiceUsers()) {
      return HomeTree.Owner.CALLER;
    }
    SystemUsers.User user = SystemUsers.ensure(config.userOf(service));
    return new HomeTree.Owner(user.uid(), user.gid());
  }

  private static PlacedFile.Access access(HomeConfig config, SuiteService service) {
    HomeTree.Owner owner = owner(config, service);
    return new PlacedFile.Access(owner.uid(), owner.gid(), "rw-------");
  }
}
