package aico.key;

import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import java.util.Optional;

/**
 * The X25519 pairs by which a key reaches a user who is locked: anyone can seal to the public part,
 * and the secret part opens with the master key. What was sealed is taken in at the next use, so
 * that at rest a key is under symmetric wraps alone.
 */
final class Boxes {
  /** What the key is for that wraps the secret part. */
  static final String INFO = "aico box key";

  private Boxes() {}

  /** How a user's master key gives the keys below it. */
  @FunctionalInterface
  interface Master {
    /** HKDF-SHA-512, 32 bytes, for the caller to close. */
    SecretBytes derive(String salt, String info);
  }

  static KeyFile.Box make(Master master, Randomness random) {
    String salt = random.id();
    try (SecretBytes secret = random.secret(Wrapped.KEY_SIZE_BYTES);
        BoxKeyPair pair = BoxKeyPair.of(secret.copy());
        SecretBytes wrappingKey = master.derive(salt, INFO)) {
      return new KeyFile.Box(Hex.encode(pair.publicKey()), salt, Wrapped.of(wrappingKey, secret));
    }
  }

  /** A key as only the holder of the box can open it, 80 bytes as hex. */
  static String seal(KeyFile.Box box, SecretBytes key) {
    return Hex.encode(SealedBox.seal(Hex.decode(box.publicKey()), key));
  }

  /** What a letter holds, for the caller to close; nothing when it was not sealed to this box. */
  static Optional<SecretBytes> open(KeyFile.Box box, Master master, KeyFile.Letter letter) {
    try (SecretBytes wrappingKey = master.derive(box.salt(), INFO);
        BoxKeyPair pair =
            BoxKeyPair.of(
                box.wrapped()
                    .openedBy(wrappingKey)
                    .orElseThrow(
                        () -> new KeyException("box: not wrapped under this user's master key")))) {
      return Optional.of(pair.open(Hex.decode(letter.sealed())));
    } catch (UnsealException toAnother) {
      return Optional.empty();
    }
  }
}
