package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the words in what a person gives for their recovery kit or for two recovery shares. Where
 * words are numbered, as in the texts of their own ({@code 7. abandon}), those count, each in its
 * place, and everything around them is prose; where none is, every word counts. Capitals do not
 * matter, nor what stands between words. What is wrong is told by the number of a word and never by
 * its letters: they are most of the right ones.
 */
final class KitWords {
  /** The highest number that could be meant for a word; more digits are no number of one. */
  private static final int DIGITS_LIMIT = 2;

  private final MemorySegment text;
  private final boolean numbered;

  KitWords(MemorySegment text) {
    this.text = text;
    this.numbered = isNumbered();
  }

  /** What was found. */
  sealed interface Found {
    /** The bits of the words, 11 for each, for the receiver to close. */
    record Bits(SecretBytes bits) implements Found {}

    /** What is wrong, and where. */
    record Fault(String fault) implements Found {}
  }

  /** All of these many words. */
  Found find(int expected) {
    SecretBytes bits =
        SecretBytes.allocate(Math.ceilDiv(expected * RecoveryWords.BITS_PER_WORD, 8));
    String fault = fill(bits, expected);
    if (fault.isEmpty()) {
      return new Found.Bits(bits);
    }
    bits.close();
    return new Found.Fault(fault);
  }

  /** What is wrong; empty when nothing is. */
  private String fill(SecretBytes bits, int expected) {
    boolean[] seen = new boolean[expected];
    int words = 0;
    for (long start = next(0); start < text.byteSize(); start = next(end(start))) {
      int number = numbered ? numberBefore(start) : words + 1;
      if (number == 0) {
        continue;
      }
      if (number > expected) {
        return "word %d: too many (expected: %d)".formatted(number, expected);
      }
      if (seen[number - 1]) {
        return "word %d: stands there twice".formatted(number);
      }
      int value = RecoveryWords.indexOf(text, start, end(start) - start);
      if (value < 0) {
        return "word %d: not a word of the list".formatted(number);
      }
      RecoveryWords.put(bits.segment(), number - 1, value);
      seen[number - 1] = true;
      words++;
    }
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        return numbered
            ? "word %d: missing".formatted(i + 1)
            : "words: %d (expected: %d)".formatted(words, expected);
      }
    }
    return "";
  }

  /**
   * The parts of the text that hold so many words each: where the words are numbered, one for each
   * word of number 1; otherwise one for each so many words.
   *
   * @return one part, the whole text, unless some part has a word of that number
   */
  List<KitWords> parts(int wordsPerPart) {
    List<Long> starts = new ArrayList<>();
    boolean whole = false;
    int words = 0;
    for (long start = next(0); start < text.byteSize(); start = next(end(start))) {
      int number = numbered ? numberBefore(start) : words % wordsPerPart + 1;
      if (number == 1) {
        starts.add(start);
      }
      whole |= number == wordsPerPart;
      words++;
    }
    if (!whole || starts.isEmpty() || !numbered && words % wordsPerPart != 0) {
      return List.of(this);
    }
    List<KitWords> parts = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      // The first one with what stands before it; the others begin at their number.
      long from = i == 0 ? 0 : numberStart(starts.get(i));
      long to = i + 1 < starts.size() ? numberStart(starts.get(i + 1)) : text.byteSize();
      parts.add(new KitWords(text.asSlice(from, to - from)));
    }
    return List.copyOf(parts);
  }

  /** Where the number of the word at {@code start} begins; the word itself where there is none. */
  private long numberStart(long start) {
    if (!numbered) {
      return start;
    }
    long at = start;
    while (!isDigit(at - 1)) {
      at--;
    }
    return at - 1;
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
