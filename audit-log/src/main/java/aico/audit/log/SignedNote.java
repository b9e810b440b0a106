package aico.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Signed notes (C2SP signed-note): a text that ends in a newline, an empty line, and signature
 * lines {@code — <name> base64(key id || signature)}.
 */
public final class SignedNote {
  /** A checkpoint has some 300 bytes; sixteen signatures of witnesses fit as well. */
  public static final int NOTE_MAX_BYTES = 16_384;

  private static final String SIGNATURE_START = "— ";

  private SignedNote() {}

  /**
   * Signs a text.
   *
   * @param text ends in a newline
   * @param signer Ed25519 over the text's bytes, with the secret key of {@code vkey}
   */
  public static String sign(String text, Vkey vkey, UnaryOperator<byte[]> signer) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("note: does not end in a newline");
    }
    return text + "\n" + signatureLine(text, vkey, signer);
  }

  /**
   * A note with one signature more, over the same text.
   *
   * @param note as {@link #sign} made it
   */
  public static String cosign(String note, Vkey vkey, UnaryOperator<byte[]> signer) {
    int split = note.lastIndexOf("\n\n");
    if (split < 0 || !note.endsWith("\n")) {
      throw new IllegalArgumentException("note: not signed");
    }
    return note + signatureLine(note.substring(0, split + 1), vkey, signer);
  }

  private static String signatureLine(String text, Vkey vkey, UnaryOperator<byte[]> signer) {
    return line(vkey.name(), vkey.keyId(), signer.apply(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A signature line: {@code — <name> base64(key id || signature)\n}. */
  static String line(String name, byte[] keyId, byte[] signature) {
    byte[] line =
        ByteBuffer.allocate(keyId.length + signature.length).put(keyId).put(signature).array();
    return SIGNATURE_START + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
  }

  /**
   * The note's text, when this key signed it. Signatures of others are passed over, as the
   * specification asks for; one of this key that does not hold fails the note.
   *
   * @throws AuditLogException when the note is malformed or this key did not sign it
   */
  public static String open(byte[] note, Vkey vkey) {
    String text = text(note);
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    List<byte[]> signatures = signatures(note, vkey.name(), vkey.keyId());
    if (signatures.isEmpty()) {
      throw new AuditLogException("note: not signed by " + vkey.name());
    }
    for (byte[] signature : signatures) {
      if (!vkey.verifies(message, signature)) {
        throw new AuditLogException("note: signature does not hold");
      }
    }
    return text;
  }

  /** The text that is signed, whoever signed it. */
  static String text(byte[] note) {
    String whole = utf8(note);
    return whole.substring(0, split(whole) + 1);
  }

  private static int split(String whole) {
    int split = whole.lastIndexOf("\n\n");
    if (split < 0 || !whole.endsWith("\n") || split + 2 == whole.length()) {
      throw new AuditLogException("note: no signature");
    }
    return split;
  }

  /** What stands behind the key id in the lines of this key; nothing of it is verified yet. */
  static List<byte[]> signatures(byte[] note, String name, byte[] keyId) {
    String whole = utf8(note);
    String lines = whole.substring(split(whole) + 2, whole.length() - 1);
    List<byte[]> found = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      byte[] decoded = decoded(line);
      if (line.startsWith(SIGNATURE_START + name + " ")
          && Arrays.equals(decoded, 0, Vkey.KEY_ID_BYTES, keyId, 0, Vkey.KEY_ID_BYTES)) {
        found.add(Arrays.copyOfRange(decoded, Vkey.KEY_ID_BYTES, decoded.length));
      }
    }
    return found;
  }

  private static byte[] decoded(String line) {
    String[] parts = line.split(" ", -1);
    if (!line.startsWith(SIGNATURE_START) || parts.length != 3 || !Vkey.isName(parts[1])) {
      throw new AuditLogException("note: malformed signature line");
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) {
      throw new AuditLogException("note: malformed signature line", e);
    }
    // The decoder takes what an encoder never writes (no padding, stray low bits): refused, so that
    // no byte of a note can change unseen.
    if (decoded.length <= Vkey.KEY_ID_BYTES
        || !Base64.getEncoder().encodeToString(decoded).equals(parts[2])) {
      throw new AuditLogException("note: malformed signature line");
    }
    return decoded;
  }

  private static String utf8(byte[] note) {
    if (note.length > NOTE_MAX_BYTES) {
      throw new AuditLogException(
          "note: " + note.length + " bytes (expected: <= " + NOTE_MAX_BYTES + ")");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(note)).toString();
    } catch (CharacterCodingException e) {
      throw new AuditLogException("note: not UTF-8", e);
    }
  }
}
