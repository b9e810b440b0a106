package aico.audit.log;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The key behind a name in a signed note, {@code <name>+<key id>+base64(type || public key)} as
 * text. The type says what is signed: 0x01 the note's text, 0x04 a cosignature's message.
 *
 * <p>The JDK checks signatures: at one a verification speed does not matter, and whoever verifies a
 * log then needs nothing but a JDK.
 */
final class Ed25519PublicKey {
  static final int KEY_ID_BYTES = 4;
  static final int SIGNATURE_BYTES = 64;
  private static final int PUBLIC_KEY_BYTES = 32;

  /** Long enough for any origin; keeps a wrong file from being read as a key. */
  private static final int TEXT_MAX_CHARS = 512;

  private final String name;
  private final byte type;
  private final byte[] publicKey;

  Ed25519PublicKey(String name, byte type, byte[] publicKey) {
    if (!isName(name)) {
      throw new AuditLogException("vkey: name: empty, or with a space or plus");
    }
    if (publicKey.length != PUBLIC_KEY_BYTES) {
      throw new AuditLogException(
          "vkey: public key: " + publicKey.length + " bytes (expected: " + PUBLIC_KEY_BYTES + ")");
    }
    this.name = name;
    this.type = type;
    this.publicKey = publicKey.clone();
  }

  /** Reads a key; white space around it does not matter. */
  static Ed25519PublicKey parse(String text, byte type, String kind) {
    String line = text.strip();
    String[] parts = line.length() <= TEXT_MAX_CHARS ? line.split("\\+", 3) : new String[0];
    if (parts.length != 3) {
      throw new AuditLogException("vkey: expected: <name>+<key id>+<base64>");
    }
    byte[] typed;
    try {
      typed = Base64.getDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) {
      throw new AuditLogException("vkey: key: not base64", e);
    }
    if (typed.length != 1 + PUBLIC_KEY_BYTES || typed[0] != type) {
      throw new AuditLogException("vkey: key: not " + kind);
    }
    Ed25519PublicKey key =
        new Ed25519PublicKey(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
    if (!HexFormat.of().formatHex(key.keyId()).equals(parts[1])) {
      throw new AuditLogException("vkey: key id: does not match the key");
    }
    return key;
  }

  String name() {
    return name;
  }

  /** The first 4 bytes of {@code SHA-256(name || 0x0A || type || public key)}. */
  byte[] keyId() {
    var digest = Hashes.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(type);
    return Arrays.copyOf(digest.digest(publicKey), KEY_ID_BYTES);
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519", "SunEC");
      ed25519.initVerify(jdkKey());
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private PublicKey jdkKey() throws GeneralSecurityException {
    // RFC 8032, section 5.1.2: y little-endian, the sign of x in the topmost bit.
    byte[] bigEndian = new byte[PUBLIC_KEY_BYTES];
    for (int i = 0; i < PUBLIC_KEY_BYTES; i++) {
      bigEndian[i] = publicKey[PUBLIC_KEY_BYTES - 1 - i];
    }
    boolean xOdd = bigEndian[0] < 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519", "SunEC")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.indexOf('+') < 0
        && name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  @Override
  public String toString() {
    byte[] typed = new byte[1 + PUBLIC_KEY_BYTES];
    typed[0] = type;
    System.arraycopy(publicKey, 0, typed, 1, PUBLIC_KEY_BYTES);
    return name
        + "+"
        + HexFormat.of().formatHex(keyId())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }
}
