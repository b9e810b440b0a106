package aico.key;

import aico.bus.crypto.SecretBytes;
import aico.key.Attempts.Attempt;
import java.util.Optional;

/**
 * What may be done to the installation key while the service runs. Whoever asks proves anew that a
 * user's keys are theirs, and that user's second copy is seen to be the key before anything is
 * done: should the store then die, nothing is lost.
 */
public final class InstallationChanges {
  private final Keyring keyring;
  private final InstallationKey key;
  private final InstallationRecord record;
  private final KeyStorageMove move;
  private final Attempts attempts;

  public InstallationChanges(
      Keyring keyring, InstallationRecord record, KeyStorageMove move, Unlocking.Parts parts) {
    this.keyring = keyring;
    this.record = record;
    this.move = move;
    key = parts.installationKey();
    attempts =
        new Attempts(
            new Slots(parts.derivation(), parts.random()),
            parts.throttle(),
            parts.recoveryKit(),
            parts.journal());
  }

  /** The name of the store that holds the key. */
  public String storage() {
    return record.now().keyStorage();
  }

  /**
   * Moves the installation key into the store {@code to}.
   *
   * @throws KeyException when that store cannot be used; then nothing was changed
   * @throws NotRecorded as {@link KeyStorageMove#move}
   */
  public InstallationOutcome moveStorage(Asker asker, String user, Proof proof, String to) {
    Optional<KeyFile> file = keyring.file(user);
    if (file.isEmpty()) {
      return attempts.noSuchUser(asker, proof);
    }
    return switch (attempts.open(asker, file.get(), proof)) {
      case Attempt.Refused(ProofRefused reason) -> reason;
      case Attempt.Opened(SecretBytes master, KeyFile.Slot slot) -> {
        try (master) {
          requireSecondCopy(file.get(), master);
        }
        yield new InstallationOutcome.Moved(move.move(asker, key, to));
      }
    };
  }

  private void requireSecondCopy(KeyFile file, SecretBytes master) {
    KeyFile.InstallationWrap wrap = file.installationKey();
    try (SecretBytes wrappingKey =
            InstallationKey.hkdf(master, wrap.salt(), InstallationKey.SECOND_WRAP_INFO);
        SecretBytes copy = wrap.wrapped().openedBy(wrappingKey).orElse(null)) {
      if (copy == null || !key.is(copy)) {
        throw new StateFileException(
            "keys/%s.json".formatted(file.user()),
            "installation_key",
            "is not this installation's key");
      }
    }
  }
}
