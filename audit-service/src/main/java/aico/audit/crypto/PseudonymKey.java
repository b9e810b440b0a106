package aico.audit.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import aico.audit.AuditException;
import aico.bus.crypto.Hex;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * What pseudonyms come from: keyed BLAKE2b (RFC 7693, section 2.9) by libsodium over the asker, a
 * zero byte and the name. Without the key nobody can try out names; with another asker's pseudonyms
 * nobody can tell one's own.
 */
public final class PseudonymKey implements AutoCloseable {
  private static final int KEY_BYTES = 32;

  /** 80 bits: among a million names two meet by chance once in a trillion homes. */
  private static final int PSEUDONYM_BYTES = 10;

  /** The least that libsodium makes. */
  private static final int HASH_BYTES = 16;

  private static final byte[] CONTEXT = "aico audit pseudonym key 1".getBytes(UTF_8);
  private static final MethodHandle HASH =
      NativeLibraries.sodium()
          .bind(
              "crypto_generichash",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG),
              Linker.Option.critical(true));

  private final SecretBytes key;

  private PseudonymKey(SecretBytes key) {
    this.key = key;
  }

  /** A new random one. */
  public static PseudonymKey generate() {
    return new PseudonymKey(SecretBytes.random(KEY_BYTES));
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws AuditException when it was sealed under another key, or altered
   */
  public static PseudonymKey open(SecretBytes serviceKey, byte[] sealed) {
    try {
      SecretBytes key = SecretBytes.copyOfAndWipe(StateSeal.open(serviceKey, CONTEXT, sealed));
      if (key.sizeBytes() != KEY_BYTES) {
        key.close();
        throw new AuditException("pseudonym key: not of 32 bytes");
      }
      return new PseudonymKey(key);
    } catch (UnsealException e) {
      throw new AuditException("pseudonym key: " + e.getMessage(), e);
    }
  }

  /** Seals the key under a service key. */
  public byte[] seal(SecretBytes serviceKey) {
    byte[] clear = key.segment().toArray(ValueLayout.JAVA_BYTE);
    try {
      return StateSeal.seal(serviceKey, CONTEXT, clear);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  /**
   * Seals anew what {@link #seal} made under another service key; nothing when that is done.
   *
   * @throws AuditException when it was sealed under neither, or altered
   */
  public static Optional<byte[]> reseal(SecretBytes former, SecretBytes current, byte[] sealed) {
    try {
      return StateSeal.reseal(former, current, CONTEXT, sealed);
    } catch (UnsealException e) {
      throw new AuditException("pseudonym key: " + e.getMessage(), e);
    }
  }

  /** {@code p-} and 20 hex digits. */
  public String pseudonym(String asker, String name) {
    byte[] message = (asker + '\0' + name).getBytes(UTF_8);
    byte[] hash = new byte[HASH_BYTES];
    int failed;
    try {
      failed =
          (int)
              HASH.invokeExact(
                  MemorySegment.ofArray(hash),
                  (long) HASH_BYTES,
                  MemorySegment.ofArray(message),
                  (long) message.length,
                  key.segment(),
                  (long) KEY_BYTES);
    } catch (Throwable e) {
      throw new AuditException("crypto_generichash: failed", e);
    }
    if (failed != 0) {
      throw new AuditException("crypto_generichash: failed");
    }
    return "p-" + Hex.encode(Arrays.copyOf(hash, PSEUDONYM_BYTES));
  }

  @Override
  public void close() {
    key.close();
  }
}
