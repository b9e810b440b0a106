package aico.audit.crypto;

import aico.audit.AuditException;
import aico.audit.NoteSigner;
import aico.audit.log.Vkey;
import aico.bus.crypto.Ed25519Key;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The log's Ed25519 key, and how it rests. */
public final class SigningKey implements NoteSigner, AutoCloseable {
  private static final String CONTEXT = "aico audit log signing key 1\n";

  private final Ed25519Key key;
  private final Vkey vkey;

  private SigningKey(Ed25519Key key, String origin) {
    this.key = key;
    this.vkey = new Vkey(origin, key.publicKey());
  }

  /** A new random key for the log of this origin. */
  public static SigningKey generate(String origin) {
    return new SigningKey(Ed25519Key.generate(), origin);
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws AuditException when it was sealed under another key or for another log, or altered
   */
  public static SigningKey open(String origin, SecretBytes serviceKey, byte[] sealed) {
    try (SecretBytes seed =
        SecretBytes.copyOfAndWipe(StateSeal.open(serviceKey, context(origin), sealed))) {
      if (seed.sizeBytes() != Ed25519Key.SEED_BYTES) {
        throw new AuditException("log signing key: " + seed.sizeBytes() + " bytes (expected: 32)");
      }
      return new SigningKey(new Ed25519Key(seed), origin);
    } catch (UnsealException e) {
      throw new AuditException("log signing key: " + e.getMessage(), e);
    }
  }

  /** Seals the key under a service key, bound to the log's origin. */
  public byte[] seal(SecretBytes serviceKey) {
    byte[] seed;
    try (SecretBytes inMemory = key.seed()) {
      seed = inMemory.segment().toArray(ValueLayout.JAVA_BYTE);
    }
    try {
      return StateSeal.seal(serviceKey, context(vkey.name()), seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Seals anew what {@link #seal} made under another service key; nothing when that is done.
   *
   * @throws AuditException when it was sealed under neither, or altered
   */
  public static Optional<byte[]> reseal(
      String origin, SecretBytes former, SecretBytes current, byte[] sealed) {
    try {
      return StateSeal.reseal(former, current, context(origin), sealed);
    } catch (UnsealException e) {
      throw new AuditException("log signing key: " + e.getMessage(), e);
    }
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
    return key.sign(message);
  }

  @Override
  public void close() {
    key.close();
  }
}
