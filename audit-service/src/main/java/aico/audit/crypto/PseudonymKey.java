package aico.audit.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.audit.AuditException;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * What pseudonyms come from: {@link Pseudonym} over the asker, a zero byte and the name. Without
 * the key nobody can try out names; with another asker's pseudonyms nobody can tell one's own.
 */
public final class PseudonymKey implements AutoCloseable {
  private static final int KEY_BYTES = Pseudonym.KEY_BYTES;

  private static final byte[] CONTEXT = "aico audit pseudonym key 1".getBytes(UTF_8);

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
    return Pseudonym.of(key, asker + '\0' + name);
  }

  @Override
  public void close() {
    key.close();
  }
}
