package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * An Ed25519 key (RFC 8032). libsodium signs, because there the secret stays in locked memory off
 * the heap, which the JDK's and Bouncy Castle's keys do not.
 */
public final class Ed25519Key implements AutoCloseable {
  public static final int SEED_BYTES = 32;
  public static final int PUBLIC_KEY_BYTES = 32;
  public static final int SIGNATURE_BYTES = 64;

  /** libsodium's secret key is seed and public key. */
  private static final int SECRET_BYTES = SEED_BYTES + PUBLIC_KEY_BYTES;

  private static final MethodHandle KEYPAIR =
      Sodium.LIBRARY.bind(
          "crypto_sign_seed_keypair",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
          Sodium.HEAP);
  private static final MethodHandle SIGN =
      Sodium.LIBRARY.bind(
          "crypto_sign_detached",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
          Sodium.HEAP);

  static {
    Sodium.ready();
  }

  private final SecretBytes secret;
  private final byte[] publicKey = new byte[PUBLIC_KEY_BYTES];

  /**
   * The key of this seed, which is copied.
   *
   * @param seed 32 bytes
   */
  public Ed25519Key(SecretBytes seed) {
    if (seed.sizeBytes() != SEED_BYTES) {
      throw new IllegalArgumentException("seed: " + seed.sizeBytes() + " bytes (expected: 32)");
    }
    secret = SecretBytes.allocate(SECRET_BYTES);
    int answer;
    try {
      answer =
          (int)
              KEYPAIR.invokeExact(
                  MemorySegment.ofArray(publicKey), secret.segment(), seed.segment());
    } catch (Throwable thrown) {
      secret.close();
      throw NativeCallFailed.of("crypto_sign_seed_keypair", thrown);
    }
    if (answer != 0) {
      secret.close();
      throw NativeCallFailed.of("crypto_sign_seed_keypair");
    }
  }

  /** A new random key. */
  public static Ed25519Key generate() {
    try (SecretBytes seed = SecretBytes.random(SEED_BYTES)) {
      return new Ed25519Key(seed);
    }
  }

  /** 32 bytes, a copy. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The seed, a copy to be closed. */
  public SecretBytes seed() {
    return secret.firstBytes(SEED_BYTES);
  }

  /** The signature, 64 bytes. */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    int answer;
    try {
      answer =
          (int)
              SIGN.invokeExact(
                  MemorySegment.ofArray(signature),
                  MemorySegment.NULL,
                  MemorySegment.ofArray(message),
                  (long) message.length,
                  secret.segment());
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_sign_detached", thrown);
    }
    if (answer != 0) {
      throw NativeCallFailed.of("crypto_sign_detached");
    }
    return signature;
  }

  @Override
  public void close() {
    secret.close();
  }
}
