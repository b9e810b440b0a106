package aico.audit;

import aico.audit.log.Vkey;
import java.util.function.UnaryOperator;

/** Signs checkpoints with the log's key (Ed25519, RFC 8032). */
public interface NoteSigner extends UnaryOperator<byte[]> {
  /** The key that verifies. */
  Vkey vkey();
}
