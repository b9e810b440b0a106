package aico.key;

import aico.bus.crypto.Hex;
import aico.bus.crypto.KeyWrap;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnwrapException;
import java.util.Optional;

/**
 * A 32-byte key wrapped under another: AES-256-KWP (RFC 5649), 40 bytes.
 *
 * @param hex 80 lower-case hex digits
 */
public record Wrapped(String hex) {
  public static final int KEY_SIZE_BYTES = 32;
  public static final int WRAPPED_SIZE_BYTES = 40;

  /** Wraps {@code key}; neither key is closed. */
  public static Wrapped of(SecretBytes wrappingKey, SecretBytes key) {
    if (key.sizeBytes() != KEY_SIZE_BYTES) {
      throw new KeyException(
          "key: %d bytes (expected: %d)".formatted(key.sizeBytes(), KEY_SIZE_BYTES));
    }
    return new Wrapped(Hex.encode(KeyWrap.wrap(wrappingKey, key)));
  }

  /** The key, or nothing when it was wrapped under another. */
  public Optional<SecretBytes> openedBy(SecretBytes wrappingKey) {
    try {
      return Optional.of(KeyWrap.unwrap(wrappingKey, Hex.decode(hex)));
    } catch (UnwrapException otherKey) {
      return Optional.empty();
    }
  }
}
