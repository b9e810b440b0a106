package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/** Keys of vaults on their way to another user: left sealed to a box, taken in at the first use. */
public final class Letters {
  private final Keyring keyring;

  public Letters(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * Leaves a key for a user; false when their file is another by now.
   *
   * @throws NotRecorded when it cannot be recorded; then it is not left
   */
  boolean leave(Asker asker, KeyFile to, String vaultId, int epoch, SecretBytes key) {
    KeyFile.Box box = to.box();
    if (box == null) {
      throw new KeyException("user %s: has to unlock once first".formatted(to.user()));
    }
    return keyring.replace(
        to,
        to.with(new KeyFile.VaultLetter(vaultId, epoch, Boxes.seal(box, key))),
        event(asker, to.user(), vaultId, epoch));
  }

  /**
   * Wraps the first key of that vault that waits in an unlocked user's file under their own.
   *
   * @return whether there was one: then their file is another now
   * @throws DerivationRefused when there is no memory for it; then it still waits
   * @throws NotRecorded when it cannot be recorded; then it still waits
   */
  boolean takeIn(Asker asker, KeyFile file, UnlockedUser open, String vaultId) {
    Optional<KeyFile.VaultLetter> waiting =
        file.letters().stream()
            .filter(KeyFile.VaultLetter.class::isInstance)
            .map(KeyFile.VaultLetter.class::cast)
            .filter(letter -> letter.vaultId().equals(vaultId))
            .findFirst();
    KeyFile.Box box = file.box();
    if (waiting.isEmpty() || box == null) {
      return false;
    }
    KeyFile.VaultLetter letter = waiting.get();
    KeyFile.WrappingEpoch wrapping = file.newestEpoch();
    try (SecretBytes key =
            Boxes.open(box, open::derive, letter)
                .orElseThrow(() -> new KeyException("letter: not sealed to this user's box"));
        SecretBytes wrappingKey = open.wrappingKey(wrapping)) {
      var unused =
          keyring.replace(
              file,
              file.with(
                  new KeyFile.VaultWrap(
                      vaultId, letter.epoch(), wrapping.epoch(), Wrapped.of(wrappingKey, key))),
              event(asker, file.user(), vaultId, letter.epoch()));
      return true;
    }
  }

  private static AuditEvent event(Asker asker, String user, String vaultId, int epoch) {
    return about(EventCode.KEY_CREATED, asker, user)
        .on(new Resource("key", "vault/" + vaultId))
        .with("epoch", Integer.toString(epoch));
  }
}
