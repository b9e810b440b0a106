package aico.cli.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.Principals;
import aico.bus.contract.Users;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.VaultStatus;
import aico.cli.bus.Sessions;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.FirstLaunchFile;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.RecoveryKitFile;
import aico.cli.storage.SecretText;
import aico.cli.storage.SessionFile;
import aico.cli.storage.TrustFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From healthy services to a vault to put files into, in steps of which each is saved, so that the
 * next {@code up} goes on wherever this one ended:
 *
 * <ol>
 *   <li>the audit log's key is kept
 *   <li>a generated password is handed over; only then is it used
 *   <li>the owner's keys are made; asked again before there is a vault, key-service makes a new
 *       recovery kit, so that a kit that never arrived is no loss
 *   <li>the kit is handed over: {@link Setup#KIT_HANDED_OVER}
 *   <li>the vault {@code home} is made: {@link Setup#COMPLETE}
 * </ol>
 */
final class FirstLaunch {
  static final String FIRST_VAULT = "home";

  /** Once for each earlier request that may still be under way, and once more. */
  private static final int CREATE_TRIES = 4;

  private static final int KIT_TEXT_MAX_BYTES = 8192;

  private final Surroundings surroundings;
  private final HomeFiles files;
  private final SuiteBus bus;
  private final SessionFile sessionFile;
  private final FirstLaunchFile handOver;

  FirstLaunch(
      Surroundings surroundings,
      HomeFiles files,
      SuiteBus bus,
      SessionFile sessionFile,
      FirstLaunchFile handOver) {
    this.surroundings = surroundings;
    this.files = files;
    this.bus = bus;
    this.sessionFile = sessionFile;
    this.handOver = handOver;
  }

  /**
   * Goes on from where the home is.
   *
   * @param password chosen by the person; null to generate one, or to take the one that an
   *     interrupted launch left
   * @param terminal whether secrets can be shown there
   * @return the configuration it ended with
   */
  HomeConfig run(
      HomeConfig config, @Nullable SecretBytes password, boolean terminal, @Nullable Path kitFile) {
    keepAuditKeys();
    HomeConfig now = config;
    if (now.setup() == Setup.PROVISIONED) {
      now = makeUser(now, password, terminal, kitFile);
    } else if (now.setup() == Setup.KIT_HANDED_OVER) {
      try (SecretBytes known = known(password)) {
        new Unlock(bus, sessionFile).withPassword(known);
      }
    }
    return now.setup() == Setup.COMPLETE ? now : finish(now);
  }

  /** The password for going on with an interrupted launch. */
  private SecretBytes known(@Nullable SecretBytes password) {
    if (password != null) {
      return password.copy();
    }
    return handOver
        .password()
        .orElseThrow(
            () -> CommandFailed.locked("the first launch is not finished: run aico unlock"));
  }

  /** Whether the launch can go on without asking for a password. */
  static boolean canGoOn(HomeConfig config, boolean hasPassword, FirstLaunchFile handOver) {
    if (hasPassword || config.setup() == Setup.PROVISIONED) {
      return true;
    }
    try (SecretBytes left = handOver.password().orElse(null)) {
      return left != null;
    }
  }

  /** Kept once, before there is anything to verify: later answers could not be told from a fork. */
  private void keepAuditKeys() {
    HomeLayout home = surroundings.home();
    TrustFile log = new TrustFile(home, home.auditKey());
    TrustFile epoch = new TrustFile(home, home.auditEpochKey());
    if (log.exists() && epoch.exists()) {
      return;
    }
    // Everything has just started, and a small machine is busy with that.
    AuditReply.State state = bus.ask(new AuditRequest.State(), SuiteBus.LONG);
    if (!epoch.exists() && state.epoch_vkey() != null) {
      epoch.write(state.epoch_vkey());
    }
    if (!log.exists()) {
      log.write(state.vkey());
    }
  }

  private HomeConfig makeUser(
      HomeConfig config, @Nullable SecretBytes chosen, boolean terminal, @Nullable Path kitFile) {
    Optional<SecretBytes> left = chosen == null ? handOver.password() : Optional.empty();
    boolean generated = chosen == null;
    try (SecretBytes password =
        chosen != null ? chosen.copy() : left.orElseGet(PasswordReader::generate)) {
      if (generated && left.isEmpty()) {
        handOverPassword(password, terminal);
      }
      surroundings.say("making your keys (this takes some seconds and 1 GiB of memory)");
      Sessions sessions = new Sessions(bus, Users.OWNER);
      try (Sessions.Created created = create(sessions, password)) {
        // In a generated password's file stands the password alone until now.
        boolean intoFile = !terminal || left.isPresent();
        handOverKit(created.kit(), generated && intoFile ? password : null, terminal, kitFile);
        HomeConfig saved = config.with(Setup.KIT_HANDED_OVER);
        files.save(saved);
        new Unlock(bus, sessionFile).withProof(sessions, created.attested());
        return saved;
      }
    } catch (CommandFailed refused) {
      if (refused.code() == ErrorCode.DENIED && refused.retryAfterS().isPresent()) {
        surroundings.say(
            "an earlier first launch was interrupted after its password was set: give that one");
      }
      throw refused;
    }
  }

  /**
   * An {@code up} that was killed may have left its request at key-service: it is carried out
   * meanwhile, and this one then finds a user whom it did not expect, and asks for a new kit.
   */
  private static Sessions.Created create(Sessions sessions, SecretBytes password) {
    for (int tries = 1; ; tries++) {
      try {
        return sessions.createUser(password);
      } catch (CommandFailed failed) {
        boolean overtaken =
            failed.code() == ErrorCode.FAILED && failed.field().equals(Optional.of("user"));
        if (!overtaken || tries == CREATE_TRIES) {
          throw failed;
        }
      }
    }
  }

  private void handOverPassword(SecretBytes password, boolean terminal) {
    if (terminal) {
      try (SecretText text = new SecretText(KIT_TEXT_MAX_BYTES)) {
        text.add("\nYour master password is:\n\n    ").add(password);
        text.add("\n\nWrite it down now: it is shown this once and stored nowhere.\n\n");
        TerminalScreen.show(text);
      }
    } else {
      handOver.write(password, null);
    }
  }

  private void handOverKit(
      SecretBytes kit, @Nullable SecretBytes password, boolean terminal, @Nullable Path kitFile) {
    if (kitFile != null) {
      RecoveryKitFile.write(kitFile, kit);
      surroundings.say(
          "the recovery kit is in " + kitFile + ": keep it outside this machine, then remove it");
      if (password != null) {
        tellHandOver();
      }
    } else if (terminal) {
      try (SecretText text = new SecretText(KIT_TEXT_MAX_BYTES)) {
        text.add("\n").add(kit);
        text.add("\nCopy this recovery kit to a safe place: it is shown this once.\n\n");
        TerminalScreen.show(text);
      }
    } else {
      handOver.write(password, kit);
      tellHandOver();
    }
  }

  private void tellHandOver() {
    surroundings.say(
        surroundings.home().firstLaunch()
            + " holds what was made for you: copy it to a safe place outside this machine, then"
            + " delete it");
  }

  /** Makes and mounts the first vault with the session that is there. */
  HomeConfig finish(HomeConfig config) {
    surroundings.say("making the vault " + FIRST_VAULT);
    Acting acting = new Acting(bus, sessionFile);
    try {
      acting.ask(Principals.VAULT, new VaultRequest.Create(FIRST_VAULT, null), SuiteBus.LONG);
    } catch (CommandFailed notMade) {
      // An earlier launch was interrupted after making it.
      if (firstVault(bus).isEmpty()) {
        throw notMade;
      }
      acting.ask(Principals.VAULT, new VaultRequest.Mount(FIRST_VAULT), SuiteBus.LONG);
    }
    HomeConfig complete = config.with(Setup.COMPLETE);
    files.save(complete);
    return complete;
  }

  static Optional<VaultStatus> firstVault(SuiteBus bus) {
    return StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK)).stream()
        .filter(vault -> vault.name().equals(FIRST_VAULT))
        .findFirst();
  }
}
