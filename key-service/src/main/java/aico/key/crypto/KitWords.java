package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit.Reading;
import java.lang.foreign.MemorySegment;

/**
 * Finds the 24 words in what a person gives for their recovery kit. Where words are numbered, as in
 * the kit's own text ({@code 7. abandon}), those count, each in its place, and everything around
 * them is prose; where none is, every word counts. Capitals do not matter, nor what stands between
 * words. What is wrong is told by the number of a word and never by its letters: they are most of
 * the right ones.
 */
final class KitWords {
  /** The highest number that could be meant for a word; more digits are no number of one. */
  private static final int DIGITS_LIMIT = 2;

  private final MemorySegment text;
  private final boolean numbered;

  private KitWords(MemorySegment text) {
    this.text = text;
    this.numbered = isNumbered();
  }

  /** Reads a kit's text or its words alone; {@code text} is not closed. */
  static Reading read(SecretBytes text) {
    return new KitWords(text.segment()).read();
  }

  private Reading read() {
    try (SecretBytes found = SecretBytes.allocate(RecoveryWords.SECRET_SIZE_BYTES + 1)) {
      boolean[] seen = new boolean[RecoveryWords.WORDS];
      int words = 0;
      for (long start = next(0); start < text.byteSize(); start = next(end(start))) {
        int number = numbered ? numberBefore(start) : words + 1;
        if (number == 0) {
          continue;
        }
        if (number > RecoveryWords.WORDS) {
          return mistyped("word %d: too many (expected: %d)", number, RecoveryWords.WORDS);
        }
        if (seen[number - 1]) {
          return mistyped("word %d: stands there twice", number);
        }
        int value = RecoveryWords.indexOf(text, start, end(start) - start);
        if (value < 0) {
          return mistyped("word %d: not a word of the list", number);
        }
        RecoveryWords.put(found.segment(), number - 1, value);
        seen[number - 1] = true;
        words++;
      }
      for (int i = 0; i < seen.length; i++) {
        if (!seen[i]) {
          return numbered
              ? mistyped("word %d: missing", i + 1)
              : mistyped("words: %d (expected: %d)", words, RecoveryWords.WORDS);
        }
      }
      return checked(found);
    }
  }

  private static Reading checked(SecretBytes found) {
    SecretBytes secret = found.firstBytes(RecoveryWords.SECRET_SIZE_BYTES);
    boolean right = false;
    try (SecretBytes expected = RecoveryWords.withChecksum(secret)) {
      right = expected.constantTimeEquals(found);
    } finally {
      if (!right) {
        secret.close();
      }
    }
    return right
        ? new Reading.Secret(secret)
        : mistyped("checksum: does not match: a word is wrong, or words are exchanged");
  }

  private static Reading mistyped(String fault, Object... numbers) {
    return new Reading.Mistyped(fault.formatted(numbers));
  }

  private boolean isNumbered() {
    for (long start = next(0); start < text.byteSize(); start = next(end(start))) {
      if (numberBefore(start) > 0) {
        return true;
      }
    }
    return false;
  }

  /** The number in front of the word, {@code 7} of {@code 7. abandon}; 0 when there is none. */
  private int numberBefore(long start) {
    long at = start - 1;
    while (at >= 0 && (byteAt(at) == ' ' || byteAt(at) == '\t')) {
      at--;
    }
    if (at < 0 || byteAt(at) != '.') {
      return 0;
    }
    int number = 0;
    int digits = 0;
    for (int place = 1; --at >= 0 && isDigit(at); place *= 10) {
      if (++digits > DIGITS_LIMIT) {
        return 0;
      }
      number += place * (byteAt(at) - '0');
    }
    return number;
  }

  /** Where the first word at or behind {@code from} starts. */
  private long next(long from) {
    long at = from;
    while (at < text.byteSize() && !isLetter(at)) {
      at++;
    }
    return at;
  }

  private long end(long start) {
    long at = start;
    while (at < text.byteSize() && isLetter(at)) {
      at++;
    }
    return at;
  }

  private boolean isLetter(long at) {
    byte character = byteAt(at);
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }

  private boolean isDigit(long at) {
    return byteAt(at) >= '0' && byteAt(at) <= '9';
  }

  private byte byteAt(long at) {
    return text.get(JAVA_BYTE, at);
  }
}
