package aico.bus.crypto;

import java.lang.foreign.MemorySegment;

/**
 * An X25519 key pair that boxes of {@link SealedBox} are sealed to. The secret key never leaves
 * locked memory; whoever keeps it keeps it wrapped.
 */
public final class BoxKeyPair implements AutoCloseable {
  private final byte[] publicKey = new byte[SealedBox.PUBLIC_KEY_BYTES];
  private final SecretBytes secretKey;

  private BoxKeyPair(SecretBytes secretKey) {
    this.secretKey = secretKey;
    SodiumBox.publicKeyOf(MemorySegment.ofArray(publicKey), secretKey.segment());
  }

  /**
   * The pair of this secret key, 32 random bytes, which is taken over.
   *
   * @throws IllegalArgumentException when it has another size; then it is closed
   */
  public static BoxKeyPair of(SecretBytes secretKey) {
    if (secretKey.sizeBytes() != CurveKey.KEY_BYTES) {
      int sizeBytes = secretKey.sizeBytes();
      secretKey.close();
      throw new IllegalArgumentException(
          "secret key: %d bytes (expected: %d)".formatted(sizeBytes, CurveKey.KEY_BYTES));
    }
    return new BoxKeyPair(secretKey);
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
