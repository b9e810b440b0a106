package aico.cli;

import aico.bus.contract.EventFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the command can do. Every call throws {@link CommandFailed} with what the person should
 * read; what is already so is no failure.
 */
public interface Suite {

  /** The same suite, acting for this user instead of the owner. */
  Suite as(String user);

  /**
   * What {@code up} was asked for.
   *
   * @param recoveryKit where the first launch writes the recovery kit; null for the terminal
   * @param keyStorage where the first launch keeps the installation key; null to leave the choice
   */
  record UpRequest(Passwords passwords, @Nullable Path recoveryKit, @Nullable String keyStorage) {}

  /**
   * What {@code up} did.
   *
   * @param firstVault the path to put files into, when this was the first launch
   */
  record UpDone(SuiteStatus status, @Nullable String firstVault) {}

  UpDone up(UpRequest request);

  void down();

  SuiteStatus status();

  Diagnosis doctor();

  SuiteStatus unlock(Proof proof);

  /** Locks everything, or only what the user of {@link #as} holds open. */
  SuiteStatus lock();

  /**
   * A new user, who is locked.
   *
   * @param key_id as it stands on their recovery kit
   * @param file where the kit was written to; null when it was shown
   */
  record UserAdded(String name, String key_id, @Nullable String file) {}

  UserAdded addUser(String name, Passwords passwords, @Nullable Path kitFile);

  /** Destroys a user's keys; with {@code loseVaults} also when vaults are lost with them. */
  void removeUser(String name, boolean loseVaults);

  /**
   * One user.
   *
   * @param state {@code unlocked} or {@code locked}
   * @param recovery_tested when their recovery kit was last tested, RFC 3339; null when never
   */
  record User(String name, String state, @Nullable String recovery_tested) {}

  List<User> users();

  /**
   * A place for the installation key, by what it is good for.
   *
   * @param available whether it can be used here now
   * @param why_not null when it can
   */
  record KeyStorageState(
      String name,
      boolean available,
      @Nullable String why_not,
      boolean in_use,
      boolean survives_stolen_disk,
      boolean survives_stolen_machine_off,
      boolean keeps_out_other_users,
      boolean works_logged_out) {}

  /** Every key storage, the best protected first. */
  List<KeyStorageState> keyStorages();

  /**
   * A moved installation key.
   *
   * @param left why the old storage still has a copy; null when it is empty, or will be with the
   *     next start
   */
  record KeyStorageMoved(String from, String to, @Nullable String left) {}

  /** Moves the installation key into another storage, also when the old one is dead. */
  KeyStorageMoved moveKeyStorage(String storage, Proof proof);

  /** Puts a new master password in place of the old one; nothing is re-encrypted. */
  Older.Copies changePassword(Proof proof, Passwords fresh);

  /** The owner's master key and the ways to it. */
  Keys keys();

  /**
   * A kit that opens the keys.
   *
   * @param key_id as it stands on the kit
   * @param tested when, RFC 3339
   */
  record RecoveryTested(String key_id, String tested) {}

  RecoveryTested testRecovery(Kits kits);

  /**
   * A new kit in place of the old one.
   *
   * @param key_id as it stands on the kit
   * @param file where it was written to; null when it was shown
   */
  record RecoveryRenewed(
      String key_id, @Nullable String file, List<String> older, List<String> backups)
      implements Older {
    public RecoveryRenewed {
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }

  /** Makes a new kit; {@code file} null shows it at the terminal. */
  RecoveryRenewed renewRecovery(Passwords passwords, @Nullable Path file);

  /**
   * A new backup.
   *
   * @param taken RFC 3339
   * @param files how many were not in the one before
   * @param removed how many old backups went
   */
  record BackedUp(String dir, String taken, long files, long bytes, int removed) {}

  /** Copies the home, {@code keep} null keeps all earlier backups. */
  BackedUp backup(Path dir, @Nullable Integer keep, List<String> without);

  /**
   * What a check of a backup found.
   *
   * @param taken RFC 3339
   * @param damaged names of those vaults in which a block does not open
   * @param closed names of those that the user of {@link #as} cannot open: they were not read
   * @param trail_whole whether the audit trail in it is
   */
  record BackupVerified(
      String dir,
      String taken,
      List<String> vaults,
      List<String> damaged,
      List<String> closed,
      boolean trail_whole) {}

  /** Proves that a backup opens and is whole, and restores nothing. */
  BackupVerified verifyBackup(Path dir, Proof proof);

  /** Brings a backup into an empty home, starts and unlocks it. */
  SuiteStatus restore(Path dir, Proof proof);

  /** What a restore brought back, and the owner has not confirmed yet. */
  List<Suspended> suspended();

  /**
   * What is in force again.
   *
   * @param integrators each with its new credential
   * @param waiting what is still suspended
   */
  record RestoreConfirmed(
      List<IntegratorFolder> integrators,
      List<Alerts.Response> responses,
      List<Suspended> waiting) {
    public RestoreConfirmed {
      integrators = List.copyOf(integrators);
      responses = List.copyOf(responses);
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * Confirms it, once the owner has proven to be there; opens the owner's keys with that.
   *
   * @param out where integrators' new folders come to stand; null when there are none
   */
  RestoreConfirmed confirmRestore(@Nullable Path out, Proof proof);

  /**
   * A vault to make.
   *
   * @param at where its ciphertext goes, or null
   * @param household whether it is the household's instead of the person's
   * @param system_user whose files the mounted ones are, or null for the home's owner
   */
  record NewVault(String name, @Nullable Path at, boolean household, @Nullable String system_user) {
    public NewVault(String name, @Nullable Path at, boolean household) {
      this(name, at, household, null);
    }
  }

  VaultStatus createVault(NewVault vault);

  VaultStatus shareVault(String name, String user);

  /** Ends that the user can open it, and rotates its key; null when it was not shared with them. */
  @Nullable VaultRotated unshareVault(String name, String user);

  VaultStatus mountVault(String name);

  VaultStatus unmountVault(String name);

  /**
   * What is to change about a vault; null leaves a thing as it is, 0 s turns it off.
   *
   * @param mount {@code unlock, demand, start}
   * @param system_user whose files the mounted ones are; empty for the home's owner
   */
  record VaultChoice(
      @Nullable String mount,
      @Nullable Long idle_lock_s,
      @Nullable Long grace_s,
      @Nullable Long check_every_s,
      @Nullable Long hook_limit_s,
      @Nullable String system_user) {}

  /**
   * A hook of a vault.
   *
   * @param problem why it is not run, or null
   */
  record HookShown(String moment, String name, String file, @Nullable String problem) {}

  List<HookShown> hooks(String vault);

  HookShown addHook(String vault, String moment, Path program, String name);

  void removeHook(String vault, String moment, String name);

  /** Runs those of a moment. */
  List<Hook.Ended> testHooks(String vault, String moment);

  VaultStatus configureVault(String name, VaultChoice choice);

  /**
   * A vault under a new key.
   *
   * @param files how many were copied and compared, folders and links too
   * @param bytes in regular files
   * @param left_out sockets and pipes, which are not copied
   */
  record VaultRotated(
      String name,
      String state,
      String path,
      long files,
      long bytes,
      long left_out,
      List<String> older,
      List<String> backups)
      implements Older {
    public VaultRotated {
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }

  /** Takes up ciphertext of another gocryptfs, which the password opens until now. */
  VaultStatus adoptVault(Path dir, String name, Passwords password);

  /**
   * A folder to take into a new vault.
   *
   * @param at where the vault's ciphertext goes, or null
   * @param stop a program to run before the copy, or null
   * @param start a program to run after the vault has taken the folder's place, or null
   * @param finish remove the original of an import that is done
   * @param system_user whose files the mounted ones are, or null for the home's owner
   */
  record ImportRequest(
      Path dir,
      String name,
      @Nullable Path at,
      @Nullable Path stop,
      @Nullable Path start,
      boolean finish,
      @Nullable String system_user) {}

  /**
   * A folder that a vault has taken up.
   *
   * @param dir now a link to the vault
   * @param original what the folder is called now; null when it is gone
   * @param left_out sockets and pipes, which are not copied
   */
  record VaultImported(
      String name,
      String state,
      String path,
      String dir,
      @Nullable String original,
      long files,
      long bytes,
      long left_out) {}

  VaultImported importFolder(ImportRequest request);

  /** Gives a vault a new key; tells how far it is until it is done. */
  VaultRotated rotateVault(String name);

  /**
   * A file that is not as it was when the vault was locked last.
   *
   * @param fault {@code damaged, changed, missing, added}
   * @param good_at when it was known to be as it should be, RFC 3339
   * @param path in the mounted vault, or null when it is not mounted or shows no such file
   * @param ciphertext its path below the vault's ciphertext
   */
  record VaultFinding(String fault, String good_at, @Nullable String path, String ciphertext) {}

  /**
   * What a check of a vault found.
   *
   * @param since when it was sealed, RFC 3339, or null when it was never locked before
   * @param files how many were read
   * @param live how many are in use and were not judged
   * @param total how many are not as they should be
   * @param findings the first thousand of them
   */
  record VaultChecked(
      String name,
      boolean whole,
      @Nullable String since,
      long files,
      long bytes,
      long live,
      long total,
      List<VaultFinding> findings) {}

  /** Reads all of a vault; {@code accept} takes what is there for what should be there. */
  VaultChecked checkVault(String name, boolean accept);

  VaultStatus vault(String name);

  List<VaultStatus> vaults();

  /** Which events are wanted. */
  interface Wanted {
    /** Whether that is all of them. */
    boolean isAll();

    /** Whether it may be, before names are in the place of pseudonyms in it. */
    boolean mayBe(String event);

    /** Whether it is, as it is shown. */
    boolean is(String event);
  }

  /**
   * Gives CloudEvents as JSON texts, newest last: of those that are wanted the last so many; with
   * {@code follow} it does not return.
   */
  void auditTail(int count, boolean follow, Wanted wanted, Consumer<String> event);

  /** Gives the newest events that match, at most so many, the newest last. */
  void auditSearch(EventFilter filter, int limit, Consumer<String> event);

  /** How many events match. */
  long auditCount(EventFilter filter);

  /**
   * What an erasure did.
   *
   * @param subject the id under which they stand in the trail
   * @param confirmed integrators that were told names and say that they have forgotten them
   * @param unconfirmed those that have not said so yet
   * @param backups those made here, in words
   */
  record Erased(
      String user,
      String subject,
      List<String> confirmed,
      List<String> unconfirmed,
      List<String> backups) {}

  /** Makes unreadable who that user was in the trail. */
  Erased auditErase(String user, Proof proof);

  /** The event with this number in the log. */
  String auditEvent(long sequence);

  /** Gives all events that match, the oldest first; how many they are. */
  long auditExport(EventFilter filter, Consumer<String> event);

  /**
   * Writes all events that match into a new file, the oldest first; how many they are.
   *
   * @param header the first line, or null
   * @param line an event's line
   */
  long auditExport(
      EventFilter filter, Path file, @Nullable String header, Function<String, String> line);

  /**
   * What a check of the log found, in words too.
   *
   * @param folder the log; null for the home's own
   * @param key the verifier key; null for the home's own
   * @param since a checkpoint from outside, or null
   */
  record Verified(TrailReport report, List<String> words) {}

  /**
   * A proof that stands for itself.
   *
   * @param file where it was written to
   * @param event the CloudEvent
   * @param size events that the checkpoint in it covers
   * @param checkpoint_time RFC 3339, or null where the log does not say
   */
  record Proven(
      @Nullable String file,
      long sequence,
      long size,
      @Nullable String checkpoint_time,
      String event) {}

  /**
   * Proves from the log's files that an event stands in it, and writes the proof.
   *
   * @param folder the log; null for the home's own
   * @param key the verifier key; null for the home's own
   */
  Proven auditProve(long sequence, @Nullable Path folder, @Nullable Path key, Path out);

  /** Checks such a proof; {@code key} null is the home's own. */
  Proven verifyProof(Path file, @Nullable Path key);

  /**
   * What confirms the end of a log from outside.
   *
   * @param since an earlier checkpoint that was kept elsewhere
   * @param witness one that a witness cosigned
   * @param witnessKey the witness's public key; null for {@code witness.pub} beside it
   */
  record Outside(@Nullable Path since, @Nullable Path witness, @Nullable Path witnessKey) {
    /** Nothing does. */
    public static final Outside NONE = new Outside(null, null, null);
  }

  Verified auditVerify(
      @Nullable Path folder, @Nullable Path key, Outside outside, @Nullable Path epochKey);

  /**
   * Who is to watch which log.
   *
   * @param dir an integrator's folder
   * @param state where the witness keeps what it knows; null for a folder in {@code dir}
   * @param name what it signs as; null for the name it has, or one made of its key
   * @param stale how long it tries when the log cannot be reached, or shows nothing sound; null for
   *     ever once it was reached
   */
  record WitnessRequest(
      Path dir,
      @Nullable Path state,
      @Nullable String name,
      boolean once,
      @Nullable Duration stale) {}

  /**
   * A checkpoint that was cosigned.
   *
   * @param root base64
   * @param checkpoint_time RFC 3339, or null where the log does not say
   * @param file where it stands
   */
  record Witnessed(long size, String root, @Nullable String checkpoint_time, String file) {}

  /** Follows a log as its witness; with {@code once} for one checkpoint, else until it fails. */
  void auditWitness(WitnessRequest request, Consumer<Witnessed> cosigned);

  /** What {@code integrator add} wrote. */
  record IntegratorFolder(String name, String dir, List<String> files) {}

  IntegratorFolder addIntegrator(String name, Path out, boolean identified);

  /** Writes a new credential for an integrator; its old one opens nothing any more. */
  IntegratorFolder renewIntegrator(String name, Path out);

  void removeIntegrator(String name);

  /**
   * How a client did in one case.
   *
   * @param status pass or fail
   * @param message what it did, or did not
   */
  record ClientVerdict(String name, String status, String message) {
    public boolean passed() {
      return status.equals("pass");
    }
  }

  /** Runs a client of {@code audit.stream} through all that can happen to it. */
  List<ClientVerdict> checkClient(List<String> command);

  /**
   * What a made-up log is to be.
   *
   * @param rate events a second
   * @param count events in all
   */
  record DevRequest(Scenario scenario, long seed, int rate, long count) {}

  /** Where a made-up log is served. */
  record DevServed(String dir, String stream, String scenario) {}

  /** Serves a made-up log until the command is ended. */
  void devStream(DevRequest request, Consumer<DevServed> ready);

  /**
   * One integrator.
   *
   * @param created RFC 3339
   */
  record Integrator(
      String name,
      String public_key,
      String created,
      boolean identified,
      int unconfirmed,
      boolean suspended) {}

  List<Integrator> integrators();

  /** A principal and the key it has now. */
  record CredentialRotated(String principal, String public_key) {}

  /**
   * What a rotation of credentials did.
   *
   * @param left_out a principal that keeps its key for the sake of integrators, or null
   * @param integrators those that need another credential: because audit-service has another key,
   *     or once it gets one
   */
  record CredentialsRotated(
      List<CredentialRotated> rotated, @Nullable String left_out, List<String> integrators) {}

  /**
   * Takes stores that are older than the trail says as they are, once the owner has proven to be
   * there; opens the owner's keys with that.
   *
   * @return their services and names
   */
  List<String> acceptState(Proof proof);

  /** Gives one principal, or with null all, another key pair while the suite runs. */
  CredentialsRotated rotateCredentials(@Nullable String principal);

  /** What was found in the trail. */
  Alerts alerts();

  /** How long its events are kept. */
  TrailLimits trailLimits();

  /** Where the bridge carries the trail. */
  Bridges bridges();
}
