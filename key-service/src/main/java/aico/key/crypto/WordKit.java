package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit;
import java.lang.foreign.MemorySegment;
import java.time.LocalDate;

/** A recovery kit of 24 words, to be printed or copied by hand. */
public final class WordKit implements RecoveryKit {
  private static final int WORDS_PER_LINE = 4;
  private static final int COLUMN_CHARS = 14;

  /** Six lines of words and the few lines around them take about 700 bytes. */
  private static final int TEXT_LIMIT_BYTES = 2048;

  @Override
  public SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date) {
    try (SecretBytes scratch = SecretBytes.allocate(TEXT_LIMIT_BYTES);
        SecretBytes bits = RecoveryWords.withChecksum(secret)) {
      MemorySegment page = scratch.segment();
      int at = 0;
      at +=
          put(
              page,
              at,
              """
              AICO RECOVERY KIT

              USER    %s
              KEY ID  %s
              DATE    %s

              """
                  .formatted(user, slotId, date));
      for (int i = 0; i < RecoveryWords.WORDS; i++) {
        int start = at;
        at += put(page, at, "%2d. ".formatted(i + 1));
        at += RecoveryWords.write(page, at, bits.segment(), i);
        if (i % WORDS_PER_LINE == WORDS_PER_LINE - 1) {
          at += put(page, at, "\n");
        } else {
          at += put(page, at, " ".repeat(COLUMN_CHARS - (at - start)));
        }
      }
      at +=
          put(
              page,
              at,
              """

              These 24 words open everything that this user has encrypted, without the
              master password. Copy them by hand or print them, keep them where you keep
              papers that cannot be replaced, and delete this file. They go with the key
              file keys/%s.json: include that in your backups.
              """
                  .formatted(user));
      return scratch.firstBytes(at);
    }
  }

  @Override
  public Reading read(SecretBytes text) {
    return KitWords.read(text);
  }

  private static int put(MemorySegment page, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    MemorySegment.copy(bytes, 0, page, JAVA_BYTE, at, bytes.length);
    return bytes.length;
  }
}
