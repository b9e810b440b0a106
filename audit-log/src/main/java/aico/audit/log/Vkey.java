package aico.audit.log;

/**
 * A verifier key of C2SP signed-note, {@code <name>+<key id>+base64(0x01 || public key)}, with
 * which Ed25519 signatures of notes are checked.
 */
public final class Vkey {
  static final int KEY_ID_BYTES = Ed25519PublicKey.KEY_ID_BYTES;
  private static final byte ED25519 = 0x01;

  private final Ed25519PublicKey key;

  private Vkey(Ed25519PublicKey key) {
    this.key = key;
  }

  /**
   * The key of this name.
   *
   * @param name the log's origin; holds neither spaces nor a plus
   * @param publicKey 32 bytes (RFC 8032, section 5.1.5)
   */
  public Vkey(String name, byte[] publicKey) {
    this(new Ed25519PublicKey(name, ED25519, publicKey));
  }

  /** Reads a key; white space around it does not matter. */
  public static Vkey parse(String text) {
    return new Vkey(Ed25519PublicKey.parse(text, ED25519, "an Ed25519 key"));
  }

  /** The log's origin. */
  public String name() {
    return key.name();
  }

  /** The first 4 bytes of {@code SHA-256(name || 0x0A || 0x01 || public key)}. */
  public byte[] keyId() {
    return key.keyId();
  }

  /** Whether this key signed the message. */
  boolean verifies(byte[] message, byte[] signature) {
    return key.verifies(message, signature);
  }

  static boolean isName(String name) {
    return Ed25519PublicKey.isName(name);
  }

  /** The key as text. */
  @Override
  public String toString() {
    return key.toString();
  }
}
