package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** key-service without disk, bus and cost; {@link #restart} starts it again on the same state. */
public final class House {
  public static final Asker CLI = new Asker("cli", "c0".repeat(16));
  public static final Asker VAULT = new Asker("vault-service", "c1".repeat(16));
  public static final String NONCE = "f0".repeat(16);
  public static final String DIARY = "d1".repeat(16);

  public final InMemoryKeyFiles files;
  public final InMemoryRecoveryTestFile recoveryTestFile = new InMemoryRecoveryTestFile();
  public final InMemoryThrottleFile throttleFile = new InMemoryThrottleFile();
  public final RecordingJournal journal = new RecordingJournal();
  public final InsecureCheapDerivation derivation = new InsecureCheapDerivation();
  public final CountedRandomness random = new CountedRandomness();
  public final List<String> events = new ArrayList<>();
  public final InstallationKey installationKey =
      InstallationKey.of(random.secret(InstallationKey.SIZE_BYTES));
  public Instant now = Instant.parse("2026-11-01T12:00:00Z");

  private final KeyFiles disk;
  public Keyring keyring;
  public Unlocking unlocking;
  public SlotChanges slotChanges;
  public RecoveryTests recoveryTests;
  public VaultKeys vaultKeys;

  public House() {
    this(new InMemoryKeyFiles());
  }

  /** On a disk of the test's own, which {@link #files} then does not show. */
  public House(KeyFiles disk) {
    this.disk = disk;
    files = disk instanceof InMemoryKeyFiles memory ? memory : new InMemoryKeyFiles();
    keyring = new Keyring(disk, journal, new Events());
    start();
  }

  public void restart() {
    keyring.close();
    keyring = new Keyring(disk, journal, new Events());
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
            installationKey,
            "ee".repeat(16),
            random,
            clock,
            journal);
    unlocking = new Unlocking(keyring, parts);
    recoveryTests = new RecoveryTests(recoveryTestFile);
    slotChanges = new SlotChanges(keyring, recoveryTests, parts);
    vaultKeys = new VaultKeys(keyring, random);
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
