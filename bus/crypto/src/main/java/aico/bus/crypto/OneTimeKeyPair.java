package aico.bus.crypto;

/**
 * An X25519 key pair that a receiver makes for one secret it is about to be sent. The secret key
 * never leaves locked memory. Close it after the first box, opened or not.
 */
public final class OneTimeKeyPair implements AutoCloseable {
  private final BoxKeyPair pair = BoxKeyPair.of(SecretBytes.random(CurveKey.KEY_BYTES));

  private OneTimeKeyPair() {}

  public static OneTimeKeyPair generate() {
    return new OneTimeKeyPair();
  }

  /** 32 bytes, a copy. */
  public byte[] publicKey() {
    return pair.publicKey();
  }

  /**
   * Opens a box of {@link SealedBox} into locked memory.
   *
   * @throws UnsealException when it was sealed to another key, cut short, altered or is too long
   * @throws IllegalStateException when closed
   */
  public SecretBytes open(byte[] sealed) {
    return pair.open(sealed);
  }

  @Override
  public void close() {
    pair.close();
  }
}
