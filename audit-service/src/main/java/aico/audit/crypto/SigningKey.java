package aico.audit.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import aico.audit.AuditException;
import aico.audit.NoteSigner;
import aico.audit.log.Vkey;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.NativeLibrary;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The log's Ed25519 key (RFC 8032). libsodium signs, because there the secret stays in locked
 * memory off the heap, which the JDK's and Bouncy Castle's keys do not; at one signature a second
 * speed does not matter.
 */
public final class SigningKey implements NoteSigner, AutoCloseable {
  private static final int SEED_BYTES = 32;
  private static final int SECRET_BYTES = 64;
  private static final int PUBLIC_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final String CONTEXT = "aico audit log signing key 1\n";

  private static final NativeLibrary SODIUM = NativeLibraries.sodium();
  private static final Linker.Option HEAP = Linker.Option.critical(true);
  private static final MethodHandle KEYPAIR =
      SODIUM.bind(
          "crypto_sign_seed_keypair",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
          HEAP);
  private static final MethodHandle SIGN =
      SODIUM.bind(
          "crypto_sign_detached",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
          HEAP);

  private final SecretBytes secret;
  private final Vkey vkey;

  private SigningKey(SecretBytes secret, Vkey vkey) {
    this.secret = secret;
    this.vkey = vkey;
  }

  /** A new random key for the log of this origin. */
  public static SigningKey generate(String origin) {
    try (SecretBytes seed = SecretBytes.random(SEED_BYTES)) {
      return fromSeed(origin, seed);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws AuditException when it was sealed under another key or for another log, or altered
   */
  public static SigningKey open(String origin, SecretBytes serviceKey, byte[] sealed) {
    try (SecretBytes seed =
        SecretBytes.copyOfAndWipe(StateSeal.open(serviceKey, context(origin), sealed))) {
      if (seed.sizeBytes() != SEED_BYTES) {
        throw new AuditException("log signing key: " + seed.sizeBytes() + " bytes (expected: 32)");
      }
      return fromSeed(origin, seed);
    } catch (UnsealException e) {
      throw new AuditException("log signing key: " + e.getMessage(), e);
    }
  }

  /** Seals the key under a service key, bound to the log's origin. */
  public byte[] seal(SecretBytes serviceKey) {
    // libsodium's secret key is seed ‖ public key.
    byte[] seed = secret.segment().asSlice(0, SEED_BYTES).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StateSeal.seal(serviceKey, context(vkey.name()), seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static SigningKey fromSeed(String origin, SecretBytes seed) {
    byte[] publicKey = new byte[PUBLIC_BYTES];
    SecretBytes secret = SecretBytes.allocate(SECRET_BYTES);
    try {
      int failed =
          (int)
              KEYPAIR.invokeExact(
                  MemorySegment.ofArray(publicKey), secret.segment(), seed.segment());
      if (failed != 0) {
        throw new AuditException("crypto_sign_seed_keypair: failed");
      }
    } catch (Throwable e) {
      secret.close();
      throw new AuditException("crypto_sign_seed_keypair: failed", e);
    }
    return new SigningKey(secret, new Vkey(origin, publicKey));
  }

  private static byte[] context(String origin) {
    return (CONTEXT + origin).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Vkey vkey() {
    return vkey;
  }

  @Override
  public byte[] apply(byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    int failed;
    try {
      failed =
          (int)
              SIGN.invokeExact(
                  MemorySegment.ofArray(signature),
                  MemorySegment.NULL,
                  MemorySegment.ofArray(message),
                  (long) message.length,
                  secret.segment());
    } catch (Throwable e) {
      throw new AuditException("crypto_sign_detached: failed", e);
    }
    if (failed != 0) {
      throw new AuditException("crypto_sign_detached: failed");
    }
    return signature;
  }

  @Override
  public void close() {
    secret.close();
  }
}
