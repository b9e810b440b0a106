package aico.bus.crypto;

import java.lang.foreign.MemorySegment;

/**
 * Sealing to a public key, as libsodium's {@code crypto_box_seal}: anyone can seal, only the holder
 * of the secret key can open, and the sender stays unproven. The form is an ephemeral X25519 public
 * key (32 bytes), then XSalsa20-Poly1305 (16 bytes more than the plaintext) under the nonce
 * BLAKE2b(ephemeral key ‖ recipient key).
 */
public final class SealedBox {
  /** What a sealed box is longer than its content. */
  public static final int OVERHEAD_BYTES = 48;

  public static final int PUBLIC_KEY_BYTES = 32;

  private SealedBox() {}

  /**
   * Seals a secret, which is read from native memory; only ciphertext reaches the heap.
   *
   * @param recipientPublicKey 32 bytes, X25519
   * @throws SealException when the public key is a point of low order
   */
  public static byte[] seal(byte[] recipientPublicKey, SecretBytes plain) {
    if (recipientPublicKey.length != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException(
          "recipient public key: %d bytes (expected: %d)"
              .formatted(recipientPublicKey.length, PUBLIC_KEY_BYTES));
    }
    byte[] sealed = new byte[plain.sizeBytes() + OVERHEAD_BYTES];
    if (!SodiumBox.seal(
        MemorySegment.ofArray(sealed),
        plain.segment(),
        MemorySegment.ofArray(recipientPublicKey))) {
      throw new SealException("recipient public key: low order (expected: a valid X25519 key)");
    }
    return sealed;
  }
}
