package aico.bus.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Wrapping of keys by keys: AES-256 key wrap with padding (RFC 5649, NIST SP 800-38F "KWP"), by
 * libcrypto. Deterministic and authenticated; keys stay in native memory. What it makes opens with
 * {@code openssl enc -d -id-aes256-wrap-pad -iv A65959A6 -K <hex>}.
 */
public final class KeyWrap {
  public static final int WRAPPING_KEY_BYTES = 32;

  /** Keys are at most some hundred bytes; RFC 5649 itself would allow 2^32 - 1. */
  public static final int MAX_KEY_BYTES = 4096;

  private static final int BLOCK_BYTES = 8;
  private static final int MIN_WRAPPED_BYTES = 2 * BLOCK_BYTES;

  private KeyWrap() {}

  /**
   * Wraps {@code key} under {@code kek}.
   *
   * @param kek 32 bytes
   * @param key 1 to 4096 bytes
   * @return the size of the key rounded up to 8, and 8 more
   */
  public static byte[] wrap(SecretBytes kek, SecretBytes key) {
    requireWrappingKey(kek);
    int sizeBytes = key.sizeBytes();
    if (sizeBytes < 1 || sizeBytes > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: %d bytes (expected: 1 to %d)".formatted(sizeBytes, MAX_KEY_BYTES));
    }
    int wrappedBytes = Math.ceilDiv(sizeBytes, BLOCK_BYTES) * BLOCK_BYTES + BLOCK_BYTES;
    try (Arena arena = Arena.ofConfined()) {
      // Room for the padded key too: libcrypto pads in the output.
      MemorySegment wrapped = arena.allocate(wrappedBytes + BLOCK_BYTES);
      int written = LibCrypto.keyWrap(true, kek.segment(), key.segment(), wrapped);
      if (written != wrappedBytes) {
        throw NativeCallFailed.of("AES-256-WRAP-PAD");
      }
      return wrapped.asSlice(0, written).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * Opens what {@link #wrap} made under the same {@code kek}.
   *
   * @throws UnwrapException when {@code kek} is another, or the wrapped key was cut short or
   *     altered
   */
  public static SecretBytes unwrap(SecretBytes kek, byte[] wrapped) {
    requireWrappingKey(kek);
    if (wrapped.length < MIN_WRAPPED_BYTES
        || wrapped.length > MAX_KEY_BYTES + BLOCK_BYTES
        || wrapped.length % BLOCK_BYTES != 0) {
      throw new UnwrapException(
          "wrapped key: %d bytes (expected: a multiple of 8 from 16 to %d)"
              .formatted(wrapped.length, MAX_KEY_BYTES + BLOCK_BYTES));
    }
    try (Arena arena = Arena.ofConfined();
        SecretBytes scratch = SecretBytes.allocate(wrapped.length)) {
      int written =
          LibCrypto.keyWrap(
              false, kek.segment(), LibCrypto.copyOf(arena, wrapped), scratch.segment());
      if (written == 0) {
        throw new UnwrapException("wrapped key: not wrapped by this key, or altered");
      }
      return scratch.firstBytes(written);
    }
  }

  private static void requireWrappingKey(SecretBytes kek) {
    if (kek.sizeBytes() != WRAPPING_KEY_BYTES) {
      throw new IllegalArgumentException(
          "kek: %d bytes (expected: %d)".formatted(kek.sizeBytes(), WRAPPING_KEY_BYTES));
    }
  }
}
