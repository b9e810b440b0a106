package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.SuiteService;
import aico.cli.TrailReport;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Jdk;
import aico.cli.os.Packages;
import aico.cli.os.Rsync;
import aico.cli.os.Rsync.Copied;
import aico.cli.os.Run;
import aico.cli.os.ServiceProcess;
import aico.cli.storage.BackupFolder;
import aico.cli.storage.BackupNotes;
import aico.cli.storage.HomeLock;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.VaultEntries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies what cannot be made anew, as ciphertext: nothing in a backup opens without the password or
 * the recovery kit; the owner's rules, hooks and grants are in it as they are. Works on a running
 * suite, locked or not; what is being written meanwhile is in the copy as it would be after a power
 * cut.
 */
final class Backup {
  /** A day ends once a day. */
  private static final int EPOCH_TRIES = 3;

  /** What gocryptfs and vault-service leave beside a mounted vault. */
  private static final List<String> NOT_OF_A_VAULT =
      List.of(
          "/lock",
          "/output",
          "/lock.new",
          "/output.new",
          "/cipher.new",
          "/cipher.old",
          "/mount.new");

  private static final Duration SYNC_LIMIT = Duration.ofHours(1);

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final Rsync rsync;

  Backup(Surroundings surroundings) {
    this.surroundings = surroundings;
    home = surroundings.home();
    rsync = new Rsync(surroundings.progress());
  }

  /** rsync is brought as root, or named. */
  static void requireRsync(Surroundings surroundings) {
    if (!ServiceProcess.isInstalled(Rsync.PROGRAM)) {
      Packages.install(List.of(Rsync.PROGRAM), surroundings.progress());
    }
  }

  /** Makes one backup more; {@code keep} null keeps all. */
  Suite.BackedUp take(HomeConfig config, Path given, @Nullable Integer keep, List<String> without) {
    Path dir = given.toAbsolutePath().normalize();
    List<VaultEntries.Entry> vaults = vaults();
    requireOutside(dir, vaults);
    for (String name : without) {
      if (vaults.stream().noneMatch(vault -> vault.name().equals(name))) {
        throw CommandFailed.usage("--without", "there is no vault '" + name + "'");
      }
    }
    for (VaultEntries.Entry vault : vaults) {
      if (!without.contains(vault.name())
          && !Files.isRegularFile(vault.folder().resolve("vault.json"))) {
        throw CommandFailed.failed(
            "vault %s: %s is not there: bring its disk, or leave it out with --without %s"
                .formatted(vault.name(), vault.folder(), vault.name()));
      }
    }
    requireNoRotation();
    requireRsync(surroundings);
    BackupFolder backups = new BackupFolder(dir);
    try (HomeLock lock = backups.open()) {
      Path previous = backups.newest().orElse(null);
      BackupFolder.Backup unfinished = backups.begin(config.home_id(), Instant.now());
      List<VaultEntries.Entry> copiedVaults =
          vaults.stream().filter(vault -> !without.contains(vault.name())).toList();
      unfinished.keepVaults(copiedVaults.stream().map(VaultEntries.Entry::name).toList());
      Copied copied = copiedBetweenHooks(unfinished, previous, copiedVaults);
      Run.Ended synced =
          Run.toEnd(SYNC_LIMIT, List.of("sync", "-f", unfinished.folder().toString()));
      if (!synced.ok()) {
        throw CommandFailed.failed(dir + ": not written to the disk: " + synced.lastLine());
      }
      BackupFolder.Backup done = backups.finish(unfinished);
      int removed = keep == null ? 0 : backups.keep(keep);
      note(dir, done.taken());
      return new Suite.BackedUp(
          done.folder().toString(), done.taken(), copied.files(), copied.bytes(), removed);
    }
  }

  /** Files of two installation keys would fit neither; where nobody answers, verify finds out. */
  private void requireNoRotation() {
    KeyReply.InstallationRotation rotation;
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      rotation = bus.ask(new KeyRequest.State(), SuiteBus.BRIEF).rotation();
    } catch (CommandFailed notRunning) {
      return;
    }
    if (rotation != null) {
      throw CommandFailed.failed(
          "the installation key is being rotated, and waits for %s: let that end first"
              .formatted(String.join(", ", rotation.waiting())));
    }
  }

  /** The backup is made, whether that can be noted or not. */
  private void note(Path dir, String taken) {
    try {
      new BackupNotes(home).add(dir, taken);
    } catch (CommandFailed notNoted) {
      surroundings.say(String.valueOf(notNoted.getMessage()));
    }
  }

  private Copied copiedBetweenHooks(
      BackupFolder.Backup to, @Nullable Path previous, List<VaultEntries.Entry> vaults) {
    Copied[] copied = {Copied.NOTHING};
    new VaultHooks(surroundings)
        .aroundBackup(
            vaults.stream().map(VaultEntries.Entry::name).toList(),
            () -> copied[0] = copy(to, previous, vaults));
    return copied[0];
  }

  private List<VaultEntries.Entry> vaults() {
    Path registry = home.state(SuiteService.VAULT);
    if (!Files.isReadable(registry)) {
      throw CommandFailed.failed(
          registry + ": may not be read: a backup copies the services' folders; run this as root");
    }
    return VaultEntries.read(registry.resolve("vaults"));
  }

  private void requireOutside(Path dir, List<VaultEntries.Entry> vaults) {
    boolean inside =
        dir.startsWith(home.root())
            || home.root().startsWith(dir)
            || vaults.stream().anyMatch(vault -> dir.startsWith(vault.folder()));
    if (inside) {
      throw CommandFailed.usage(
          "DIR", dir + ": lies in what is to be copied (expected: another place, another disk)");
    }
  }

  /**
   * The order keeps the copy whole while the suite runs: a vault's entry before its key, so that
   * every vault in it has one; a checkpoint before the events that it signs.
   */
  private Copied copy(
      BackupFolder.Backup to, @Nullable Path previous, List<VaultEntries.Entry> vaults) {
    Plan plan = new Plan(to, previous);
    Path vault = home.state(SuiteService.VAULT);
    plan.folder("the list of vaults", vault.resolve("vaults"), "services/vault/vaults", List.of());
    for (VaultEntries.Entry entry : vaults) {
      surroundings.say("vault " + entry.name());
      plan.folder(
          "vault " + entry.name(), entry.folder(), "vaults/" + entry.name(), NOT_OF_A_VAULT);
    }
    surroundings.say("the audit trail");
    Path audit = home.state(SuiteService.AUDIT);
    // Before the events, so that nobody is further than they reach.
    plan.folder(
        "the audit trail", audit.resolve("cursors"), "services/audit/cursors", List.of("*.new"));
    for (String file : List.of("integrators.json", "erasures.json", "pseudonyms.sealed")) {
      plan.file("who follows it", audit.resolve(file), "services/audit");
    }
    for (String file : List.of("log.json", "log.vkey", "log-signing.sealed", "retention.json")) {
      plan.file("the audit trail", audit.resolve(file), "services/audit");
    }
    plan.file("the audit trail", audit.resolve("log/checkpoint"), "services/audit/log");
    plan.folder("the audit trail", audit.resolve("log/tile"), "services/audit/log/tile", List.of());
    // Before the segments: what it says was dropped is then told in one of them.
    plan.file("the audit trail", audit.resolve("log/pruned"), "services/audit/log");
    plan.folder(
        "the audit trail", audit.resolve("log/segments"), "services/audit/log/segments", List.of());
    copyEpochs(plan, audit);
    plan.folder("your rules", home.rules(), "services/audit/rules", List.of());
    plan.folder("your hooks", home.hooks(), "hooks", List.of());
    plan.file(
        "your responses",
        home.state(SuiteService.VAULT).resolve("responses.json"),
        "services/vault");
    plan.file(
        "your responses",
        home.state(SuiteService.AUTH).resolve("responses.sealed"),
        "services/auth");
    Path policy = home.state(SuiteService.POLICY);
    plan.file("the policies", policy.resolve("policy-version.json"), "services/policy");
    surroundings.say("the wrapped keys");
    Path key = home.state(SuiteService.KEY);
    plan.file("the keys", key.resolve("installation.json"), "services/key");
    plan.file("the keys", key.resolve("recovery.json"), "services/key");
    plan.folder("the keys", key.resolve("keys"), "services/key/keys", List.of("*.draft"));
    plan.folder("the log's key", home.trust(), "trust", List.of());
    return plan.copied;
  }

  /** The keys of the log's days, once more when a day ended meanwhile. */
  private void copyEpochs(Plan plan, Path audit) {
    String epochs = "services/audit/log/epochs";
    String keys = "services/audit/epoch-keys";
    for (int tries = 0; tries < EPOCH_TRIES; tries++) {
      plan.folder("the audit trail", audit.resolve("log/epochs"), epochs, List.of());
      plan.folder("the audit trail", audit.resolve("epoch-keys"), keys, List.of());
      long next = 0;
      while (Files.exists(plan.to.folder().resolve(epochs).resolve(Long.toString(next)))) {
        next++;
      }
      String newest = (next - 1) + ".sealed";
      if (next == 0 || Files.exists(plan.to.folder().resolve(keys).resolve(newest))) {
        return;
      }
    }
    surroundings.say("the audit trail: the key of its newest day is missing");
  }

  /** What was copied so far. */
  private final class Plan {
    private final BackupFolder.Backup to;
    private final @Nullable Path previous;
    private Copied copied = Copied.NOTHING;

    Plan(BackupFolder.Backup to, @Nullable Path previous) {
      this.to = to;
      this.previous = previous;
    }

    void folder(String what, Path from, String below, List<String> exclude) {
      if (Files.isDirectory(from)) {
        run(what, from, below, true, exclude);
      }
    }

    void file(String what, Path from, String below) {
      if (Files.isRegularFile(from)) {
        run(what, from, below, false, List.of());
      }
    }

    private void run(String what, Path from, String below, boolean folder, List<String> exclude) {
      Path target = to.make(below);
      copied =
          copied.plus(
              rsync.run(
                  new Rsync.Copy(
                      what,
                      from,
                      target,
                      folder,
                      previous == null ? null : previous.resolve(below),
                      null,
                      exclude)));
    }
  }

  /** Proves that a backup opens and is whole, without restoring it. */
  Suite.BackupVerified verify(Path dir, String user, Proof proof) {
    BackupFolder.Backup backup = new BackupFolder(dir.toAbsolutePath().normalize()).chosen();
    if (InstalledLib.buildId(home).isEmpty()) {
      throw CommandFailed.failed(
          home.lib() + ": nothing is installed here: aico restore sets this machine up");
    }
    ProofReader proofs = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = proofs.given(proof);
    List<VaultEntries.Entry> all =
        VaultEntries.read(backup.registry()).stream()
            .filter(vault -> Files.isDirectory(backup.vault(vault.name())))
            .toList();
    List<VaultEntries.Entry> vaults =
        all.stream()
            .filter(vault -> vault.isOpenTo(user))
            .map(vault -> vault.at(backup.vault(vault.name()).resolve("cipher")))
            .toList();
    List<String> damaged;
    try (OwnerProof shown = given.orElseGet(() -> proofs.ask(proof))) {
      surroundings.say(
          "opening the keys and reading every block of %d vaults".formatted(vaults.size()));
      damaged =
          new CopiedKeys(home, Jdk.running())
              .check(backup.state(SuiteService.KEY), user, shown, vaults);
    }
    TrailReport trail =
        Trail.verify(
                home, backup.log(), backup.trust().resolve("audit.pub"), Suite.Outside.NONE, null)
            .report();
    return new Suite.BackupVerified(
        backup.folder().toString(),
        backup.taken(),
        vaults.stream().map(VaultEntries.Entry::name).toList(),
        vaults.stream()
            .filter(vault -> damaged.contains(vault.id()))
            .map(VaultEntries.Entry::name)
            .toList(),
        all.stream().filter(vault -> !vault.isOpenTo(user)).map(VaultEntries.Entry::name).toList(),
        trail.whole());
  }
}
