package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.LocalDate;

/** Writes a recovery secret down so that a person can copy it by hand, and reads it again. */
public interface RecoveryKit {
  /**
   * The kit's text, UTF-8.
   *
   * @param secret 32 random bytes; read, not closed
   * @param slotId which slot it opens
   */
  SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date);

  /**
   * What a person gives back: the kit's text, or its words alone; or those of two recovery shares.
   *
   * @param text read, not closed
   */
  Reading read(SecretBytes text);

  /** What a text was found to be. */
  sealed interface Reading {
    /** The 32 bytes, for the receiver to close. Whether they open anything is not known yet. */
    record Secret(SecretBytes secret) implements Reading {}

    /** What two recovery shares together hold: as {@link Secret}, for the slot of the shares. */
    record SharedSecret(SecretBytes secret) implements Reading {}

    /**
     * No kit.
     *
     * @param fault what is wrong and where, such as {@code word 7: not a word of the list}; never
     *     what stands there
     */
    record Mistyped(String fault) implements Reading {}
  }
}
