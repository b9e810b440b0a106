package aico.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.audit.log.SignedNote;
import aico.audit.log.Vkey;
import java.util.function.UnaryOperator;

/** Signs checkpoints with the log's key (Ed25519, RFC 8032). */
public interface NoteSigner extends UnaryOperator<byte[]> {
  /** The key that verifies. */
  Vkey vkey();

  /** A text as a signed note. */
  default byte[] note(String text) {
    return SignedNote.sign(text, vkey(), this).getBytes(UTF_8);
  }
}
