package aico.key;

import aico.bus.crypto.SecretBytes;
import aico.key.Attempts.Attempt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private final InstallationRotation rotation;
  private final Attempts attempts;

  public InstallationChanges(
      Keyring keyring,
      InstallationRecord record,
      KeyStorageMove move,
      InstallationRotation rotation,
      Unlocking.Parts parts) {
    this.keyring = keyring;
    this.record = record;
    this.move = move;
    this.rotation = rotation;
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

  /** One key taking the place of another. */
  public InstallationRotation rotation() {
    return rotation;
  }

  /**
   * Moves the installation key into the store {@code to}.
   *
   * @throws KeyException when that store cannot be used; then nothing was changed
   * @throws NotRecorded as {@link KeyStorageMove#move}
   */
  public InstallationOutcome moveStorage(Asker asker, String user, Proof proof, String to) {
    return proven(
        asker,
        user,
        proof,
        (file, master) -> {
          requireSecondCopy(file, master);
          return new InstallationOutcome.Moved(move.move(asker, key, to));
        });
  }

  /**
   * Puts a new installation key in the old one's place, or goes on with that.
   *
   * @param into the store for the new one; null for the one of the old
   * @throws KeyException as {@link InstallationRotation#begin}
   */
  public InstallationOutcome rotate(Asker asker, String user, Proof proof, @Nullable String into) {
    return proven(
        asker,
        user,
        proof,
        (file, master) -> {
          if (rotation.progress().isEmpty()) {
            requireSecondCopy(file, master);
            var unused = move.settle(asker);
          }
          return new InstallationOutcome.Rotating(rotation.begin(asker, user, master, into));
        });
  }

  private interface Change {
    InstallationOutcome with(KeyFile file, SecretBytes master);
  }

  private InstallationOutcome proven(Asker asker, String user, Proof proof, Change change) {
    Optional<KeyFile> file = keyring.file(user);
    if (file.isEmpty()) {
      return attempts.noSuchUser(asker, proof);
    }
    return switch (attempts.open(asker, file.get(), proof)) {
      case Attempt.Refused(ProofRefused reason) -> reason;
      case Attempt.Opened(SecretBytes master, KeyFile.Slot slot) -> {
        try (master) {
          synchronized (this) {
            yield change.with(file.get(), master);
          }
        }
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
