package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.LocalDate;

/** Writes a recovery secret down so that a person can copy it by hand. */
@FunctionalInterface
public interface RecoveryKit {
  /**
   * The kit's text, UTF-8.
   *
   * @param secret 32 random bytes; read, not closed
   * @param slotId which slot it opens
   */
  SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date);
}
