package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** key-service without disk, bus and cost; {@link #restart} starts it again on the same state. */
public final class House {
  public static final Asker CLI = new Asker("cli", "c0".repeat(16));
  public static final Asker VAULT = new Asker("vault-service", "c1".repeat(16));
  public static final String NONCE = "f0".repeat(16);
  public static final String DIARY = "d1".repeat(16);

  public final InMemoryKeyFiles files;
  public final InMemorySlotTestFile slotTestFile = new InMemorySlotTestFile();
  public final InMemoryHeldFile heldFile = new InMemoryHeldFile();
  public final InMemoryKeyStore store = new InMemoryKeyStore();
  public final InMemoryThrottleFile throttleFile = new InMemoryThrottleFile();
  public final RecordingJournal journal = new RecordingJournal();
  public final InsecureCheapDerivation derivation = new InsecureCheapDerivation();
  public final CountedRandomness random = new CountedRandomness();
  public final List<String> events = new ArrayList<>();
  public final InstallationKey installationKey =
      InstallationKey.of(random.secret(InstallationKey.SIZE_BYTES), "ee".repeat(16));
  public boolean unattendedByDefault;
  public Instant now = Instant.parse("2026-11-01T12:00:00Z");

  private final KeyFiles disk;
  public Keyring keyring;
  public Unlocking unlocking;
  public SlotChanges slotChanges;
  public MasterRotation masterRotation;
  public UnattendedStart unattendedStart;
  public SlotTests slotTests;
  public Members members;
  public VaultKeys vaultKeys;
  public VaultShares vaultShares;
  public Subjects subjects;
  public InstallationChanges installationChanges;
  public final InMemoryKeyStore otherStore = new InMemoryKeyStore();

  public House() {
    this(new InMemoryKeyFiles());
  }

  /** On a disk of the test's own, which {@link #files} then does not show. */
  public House(KeyFiles disk) {
    this.disk = disk;
    files = disk instanceof InMemoryKeyFiles memory ? memory : new InMemoryKeyFiles();
    keyring = new Keyring(disk, journal, new Events(), new Held(heldFile, generation -> {}));
    installationKey.keepIn(store, "ee".repeat(16));
    start();
  }

  public void restart() {
    keyring.close();
    keyring = new Keyring(disk, journal, new Events(), new Held(heldFile, generation -> {}));
    start();
  }

  private void start() {
    InstantSource clock = () -> now;
    Unlocking.Parts parts =
        new Unlocking.Parts(
            derivation,
            new Throttle(throttleFile, clock),
            attestation -> "attested " + attestation.unlockId() + " " + attestation.nonce(),
            new InsecurePlainKit(),
            new InsecurePlainKit(),
            installationKey,
            unattendedByDefault,
            random,
            clock,
            journal);
    unlocking = new Unlocking(keyring, parts);
    slotTests = new SlotTests(slotTestFile);
    slotChanges = new SlotChanges(keyring, slotTests, parts);
    members = new Members(keyring, parts);
    subjects = new Subjects(keyring, parts);
    Letters letters = new Letters(keyring);
    vaultKeys = new VaultKeys(keyring, letters, parts);
    vaultShares = new VaultShares(keyring, letters);
    masterRotation = new MasterRotation(keyring, parts);
    unattendedStart =
        new UnattendedStart(
            keyring, installationKey, store, derivation, random, new Household(keyring, parts));
    InstallationRecord record =
        new InstallationRecord(new InMemoryInstallationFile(), installation());
    installationChanges =
        new InstallationChanges(
            keyring,
            record,
            new KeyStorageMove(record, name -> store(name), new InMemoryKeyMoveFile(), journal),
            new InstallationRotation(
                record, name -> store(name), new NothingSealed(), keyring, parts),
            parts);
  }

  private KeyStore store(String name) {
    return name.equals("memory") ? otherStore : new AbsentKeyStore("not in this house");
  }

  private static Installation installation() {
    return new Installation(
        1,
        Instant.parse("2026-11-01T12:00:00Z"),
        "ee".repeat(16),
        "file",
        new Installation.AttestationKey(
            "ab".repeat(32), "0a".repeat(16), new Wrapped("5a".repeat(40))),
        List.of());
  }

  /** This house seals no files. */
  private static final class NothingSealed implements SealedFiles {
    @Override
    public void succeed(SecretBytes integrityKey, Runnable decisive) {
      integrityKey.close();
      decisive.run();
    }

    @Override
    public void acceptFormer(SecretBytes integrityKey) {
      integrityKey.close();
    }

    @Override
    public void resealAll() {}

    @Override
    public void forgetFormer() {}
  }

  private final class Events implements KeyEvents {
    @Override
    public void unlocked(String user, String unlockId) {
      events.add("unlocked " + user + " " + unlockId);
    }

    @Override
    public void locked(String user, String unlockId) {
      events.add("locked " + user + " " + unlockId);
    }
  }

  public UnlockOutcome create(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return unlocking.create(CLI, "owner", secret, NONCE);
    }
  }

  public MemberOutcome addUser(String user, String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return members.add(CLI, "owner", user, secret);
    }
  }

  public UnlockOutcome unlock(String password) {
    return unlock("owner", password);
  }

  public UnlockOutcome unlock(String user, String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return unlocking.unlock(CLI, user, new Proof.Password(secret), NONCE);
    }
  }

  public SlotOutcome changePassword(String old, String fresh) {
    try (SecretBytes secret = CountedRandomness.secretOf(old)) {
      return changePassword(new Proof.Password(secret), fresh);
    }
  }

  public SlotOutcome changePassword(Proof proof, String fresh) {
    try (SecretBytes secret = CountedRandomness.secretOf(fresh)) {
      return slotChanges.changePassword(CLI, "owner", proof, secret);
    }
  }

  public SlotOutcome renewRecovery(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return slotChanges.renewRecovery(CLI, "owner", secret);
    }
  }

  public SlotOutcome testRecovery(SecretBytes kit) {
    return slotChanges.testRecovery(CLI, "owner", kit);
  }

  /** Turns the unattended start on. */
  public SlotOutcome addUnattended(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return slotChanges.addUnattended(CLI, "owner", new Proof.Password(secret));
    }
  }

  public SlotOutcome addShares(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return slotChanges.addShares(CLI, "owner", new Proof.Password(secret));
    }
  }

  public SlotOutcome remove(String slotId, String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return slotChanges.remove(CLI, "owner", slotId, new Proof.Password(secret));
    }
  }

  /** A new master key; {@code fresh} null keeps the password. */
  public SlotOutcome rotate(String password, @Nullable String fresh) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return rotate(new Proof.Password(secret), fresh);
    }
  }

  public SlotOutcome rotate(Proof proof, @Nullable String fresh) {
    return rotate(proof, fresh, false);
  }

  /** The same, and where told a new master key of the household. */
  public SlotOutcome rotate(Proof proof, @Nullable String fresh, boolean householdToo) {
    try (SecretBytes next = fresh == null ? null : CountedRandomness.secretOf(fresh)) {
      return masterRotation.rotate(CLI, "owner", proof, next, householdToo);
    }
  }

  /** The master key, as the password opens it, for the caller to close. */
  public SecretBytes master(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return new Slots(derivation, random)
          .open(file().passwordSlot().orElseThrow(), secret)
          .orElseThrow();
    }
  }

  public <T extends KeyFile.Slot> T slot(Class<T> kind) {
    return file().slot(kind).orElseThrow();
  }

  public KeyFile file(String user) {
    return disk.readAll().stream()
        .filter(file -> file.user().equals(user))
        .findFirst()
        .orElseThrow();
  }

  public boolean isUnlocked(String user) {
    return keyring.users().stream()
        .anyMatch(each -> each.user().equals(user) && each.unlockId() != null);
  }

  public KeyFile file() {
    return disk.readAll().getFirst();
  }

  public UnlockOutcome unlockWithKit(SecretBytes kit) {
    return unlocking.unlock(CLI, "owner", new Proof.Kit(kit), NONCE);
  }

  public boolean isUnlocked() {
    return keyring.users().stream().anyMatch(user -> user.unlockId() != null);
  }
}
