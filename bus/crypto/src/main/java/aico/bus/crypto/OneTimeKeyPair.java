package aico.bus.crypto;

import java.lang.foreign.MemorySegment;

/**
 * An X25519 key pair that a receiver makes for one secret it is about to be sent. The secret key
 * never leaves locked memory. Close it after the first box, opened or not.
 */
public final class OneTimeKeyPair implements AutoCloseable {
  private final byte[] publicKey;
  private final SecretBytes secretKey;

  private OneTimeKeyPair(byte[] publicKey, SecretBytes secretKey) {
    this.publicKey = publicKey;
    this.secretKey = secretKey;
  }

  public static OneTimeKeyPair generate() {
    byte[] publicKey = new byte[SealedBox.PUBLIC_KEY_BYTES];
    SecretBytes secretKey = SecretBytes.allocate(CurveKey.KEY_BYTES);
    SodiumBox.keypair(MemorySegment.ofArray(publicKey), secretKey.segment());
    return new OneTimeKeyPair(publicKey, secretKey);
  }

  /** 32 bytes, a copy. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * Opens a box of {@link SealedBox} into locked memory.
   *
   * @throws UnsealException when it was sealed to another key, cut short, altered or is too long
   * @throws IllegalStateException when closed
   */
  public SecretBytes open(byte[] sealed) {
    int sizeBytes = sealed.length - SealedBox.OVERHEAD_BYTES;
    if (sizeBytes < 0 || sizeBytes > SecretBytes.MAX_SIZE_BYTES) {
      throw new UnsealException(
          "sealed: %d bytes (expected: %d to %d)"
              .formatted(
                  sealed.length,
                  SealedBox.OVERHEAD_BYTES,
                  SealedBox.OVERHEAD_BYTES + SecretBytes.MAX_SIZE_BYTES));
    }
    MemorySegment key = secretKey.segment();
    SecretBytes plain = SecretBytes.allocate(sizeBytes);
    if (!SodiumBox.sealOpen(
        plain.segment(), MemorySegment.ofArray(sealed), MemorySegment.ofArray(publicKey), key)) {
      plain.close();
      throw new UnsealException("sealed: not for this key, or altered");
    }
    return plain;
  }

  @Override
  public void close() {
    secretKey.close();
  }
}
