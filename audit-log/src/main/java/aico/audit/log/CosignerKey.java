package aico.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The key of a witness (C2SP tlog-cosignature, Ed25519): {@code <name>+<key id>+base64(0x04 ||
 * public key)} as text. Its signature under a checkpoint says that, at a time, this was the largest
 * tree it had seen of that log, and that it extends all it had seen before.
 */
public final class CosignerKey {
  private static final byte ED25519_COSIGNATURE = 0x04;
  private static final int BODY_BYTES = Long.BYTES + Ed25519PublicKey.SIGNATURE_BYTES;

  private final Ed25519PublicKey key;

  private CosignerKey(Ed25519PublicKey key) {
    this.key = key;
  }

  /**
   * The key of this name.
   *
   * @param name should be a URL without its scheme; holds neither spaces nor a plus
   * @param publicKey 32 bytes, used under this one name alone: the name is not signed
   */
  public CosignerKey(String name, byte[] publicKey) {
    this(new Ed25519PublicKey(name, ED25519_COSIGNATURE, publicKey));
  }

  /** Reads a key; white space around it does not matter. */
  public static CosignerKey parse(String text) {
    return new CosignerKey(
        Ed25519PublicKey.parse(text, ED25519_COSIGNATURE, "a witness's Ed25519 key"));
  }

  public String name() {
    return key.name();
  }

  /**
   * A checkpoint with one cosignature more. That it extends what was seen before is the caller's to
   * know.
   *
   * @param note signed by its log
   * @param time whole seconds of it are signed
   * @param signer Ed25519 with the secret key of this one
   */
  public byte[] cosign(byte[] note, Instant time, UnaryOperator<byte[]> signer) {
    long seconds = time.getEpochSecond();
    byte[] signature = signer.apply(message(SignedNote.text(note), seconds));
    byte[] body = ByteBuffer.allocate(BODY_BYTES).putLong(seconds).put(signature).array();
    return (new String(note, StandardCharsets.UTF_8)
            + SignedNote.line(key.name(), key.keyId(), body))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * When this witness cosigned the checkpoint; the last time where it did more than once.
   *
   * @throws AuditLogException when it did not, or a signature of it does not hold
   */
  public Instant cosigned(byte[] note) {
    String text = SignedNote.text(note);
    long last = -1;
    for (byte[] body : SignedNote.signatures(note, key.name(), key.keyId())) {
      if (body.length != BODY_BYTES) {
        throw new AuditLogException("cosignature: " + body.length + " bytes (expected: 72)");
      }
      long seconds = ByteBuffer.wrap(body).getLong();
      byte[] signature = Arrays.copyOfRange(body, Long.BYTES, body.length);
      if (seconds < 0
          || seconds > Instant.MAX.getEpochSecond()
          || !key.verifies(message(text, seconds), signature)) {
        throw new AuditLogException("cosignature: does not hold");
      }
      last = Math.max(last, seconds);
    }
    if (last < 0) {
      throw new AuditLogException("checkpoint: not cosigned by " + key.name());
    }
    return Instant.ofEpochSecond(last);
  }

  private static byte[] message(String text, long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /** The key as text. */
  @Override
  public String toString() {
    return key.toString();
  }
}
