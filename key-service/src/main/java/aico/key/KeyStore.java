package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/** A secure storage that holds the installation key. Chosen once, at first launch. */
public interface KeyStore {
  /** The name that is recorded, such as {@code file}. */
  String name();

  /**
   * The key, or nothing when this store has none.
   *
   * @throws KeyException when the store does not answer or what it holds is damaged
   */
  Optional<SecretBytes> read();

  /** Keeps a key for good. A store that has one refuses with {@link KeyException}. */
  void keep(SecretBytes key);
}
