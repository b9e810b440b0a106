package aico.bus.crypto;

import java.lang.foreign.Arena;

/** HKDF with HMAC-SHA-512 (RFC 5869), by libcrypto, from native memory into native memory. */
public final class Hkdf {
  /** RFC 5869, section 2.3: 255 times the size of the hash. */
  public static final int MAX_OUTPUT_BYTES = 255 * 64;

  /** libcrypto 3.0 holds at most 1024 bytes of info; salts are short as well. */
  public static final int MAX_CONTEXT_BYTES = 1024;

  private Hkdf() {}

  /**
   * Extracts and expands.
   *
   * @param ikm the input key, not empty
   * @param salt random or empty, at most 1024 bytes
   * @param info what the derived key is for, at most 1024 bytes
   * @param sizeBytes 1 to 16320
   */
  public static SecretBytes sha512(SecretBytes ikm, byte[] salt, byte[] info, int sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_OUTPUT_BYTES) {
      throw new IllegalArgumentException(
          "derived key: %d bytes (expected: 1 to %d)".formatted(sizeBytes, MAX_OUTPUT_BYTES));
    }
    if (ikm.sizeBytes() == 0
        || salt.length > MAX_CONTEXT_BYTES
        || info.length > MAX_CONTEXT_BYTES) {
      throw new IllegalArgumentException(
          "ikm: %d bytes (expected: > 0), salt: %d, info: %d (expected: <= %d)"
              .formatted(ikm.sizeBytes(), salt.length, info.length, MAX_CONTEXT_BYTES));
    }
    SecretBytes derived = SecretBytes.allocate(sizeBytes);
    try (Arena arena = Arena.ofConfined()) {
      LibCrypto.hkdf(
          "SHA512",
          ikm.segment(),
          LibCrypto.copyOf(arena, salt),
          LibCrypto.copyOf(arena, info),
          derived.segment());
      return derived;
    } catch (RuntimeException failed) {
      derived.close();
      throw failed;
    }
  }
}
