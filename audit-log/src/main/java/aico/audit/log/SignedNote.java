package aico.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
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
    byte[] signature = signer.apply(text.getBytes(StandardCharsets.UTF_8));
    byte[] line =
        ByteBuffer.allocate(Vkey.KEY_ID_BYTES + signature.length)
            .put(vkey.keyId())
            .put(signature)
            .array();
    return SIGNATURE_START + vkey.name() + " " + Base64.getEncoder().encodeToString(line) + "\n";
  }

  /**
   * The note's text, when this key signed it. Signatures of others are passed over, as the
   * specification asks for; one of this key that does not hold fails the note.
   *
   * @throws AuditLogException when the note is malformed or this key did not sign it
   */
  public static String open(byte[] note, Vkey vkey) {
    String whole = utf8(note);
    int split = whole.lastIndexOf("\n\n");
    if (split < 0 || !whole.endsWith("\n")) {
      throw new AuditLogException("note: no signature");
    }
    String text = whole.substring(0, split + 1);
    String signatures = whole.substring(split + 2);
    if (signatures.isEmpty()) {
      throw new AuditLogException("note: no signature");
    }
    boolean signed = false;
    for (String line : signatures.substring(0, signatures.length() - 1).split("\n", -1)) {
      signed |= signs(line, text, vkey);
    }
    if (!signed) {
      throw new AuditLogException("note: not signed by " + vkey.name());
    }
    return text;
  }

  private static boolean signs(String line, String text, Vkey vkey) {
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
    byte[] keyId = Arrays.copyOf(decoded, Vkey.KEY_ID_BYTES);
    if (!parts[1].equals(vkey.name()) || !Arrays.equals(keyId, vkey.keyId())) {
      return false;
    }
    byte[] signature = Arrays.copyOfRange(decoded, Vkey.KEY_ID_BYTES, decoded.length);
    if (!vkey.verifies(text.getBytes(StandardCharsets.UTF_8), signature)) {
      throw new AuditLogException("note: signature does not hold");
    }
    return true;
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
