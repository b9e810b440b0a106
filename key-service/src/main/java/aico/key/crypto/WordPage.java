package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;

/** Lays numbered words out, four on a line, between lines of prose. */
final class WordPage {
  /** A page takes about 700 bytes. */
  static final int TEXT_LIMIT_BYTES = 2048;

  private static final int WORDS_PER_LINE = 4;
  private static final int COLUMN_CHARS = 14;

  private WordPage() {}

  /** Writes these many words; how many bytes it took. */
  static int words(MemorySegment page, int offset, MemorySegment bits, int words) {
    int at = offset;
    for (int i = 0; i < words; i++) {
      int start = at;
      at += put(page, at, "%2d. ".formatted(i + 1));
      at += RecoveryWords.write(page, at, bits, i);
      if (i % WORDS_PER_LINE == WORDS_PER_LINE - 1 || i == words - 1) {
        at += put(page, at, "\n");
      } else {
        at += put(page, at, " ".repeat(COLUMN_CHARS - (at - start)));
      }
    }
    return at - offset;
  }

  static int put(MemorySegment page, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    MemorySegment.copy(bytes, 0, page, JAVA_BYTE, at, bytes.length);
    return bytes.length;
  }
}
