package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.LocalDate;
import java.util.List;

/**
 * Divides a recovery secret between three people, so that any two of them together open what it
 * opens and one alone learns nothing, and writes each one's share down as words.
 */
public interface RecoveryShares {
  /** How many shares there are. */
  int SHARES = 3;

  /** How many of them it takes. */
  int THRESHOLD = 2;

  /**
   * The texts of the shares, UTF-8, in the order of their numbers; each for the caller to close.
   *
   * @param secret 32 random bytes; read, not closed
   * @param slotId which slot it opens
   */
  List<SecretBytes> texts(SecretBytes secret, String user, String slotId, LocalDate date);
}
