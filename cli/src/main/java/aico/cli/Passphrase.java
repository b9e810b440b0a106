package aico.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Generated master passwords: six pronounceable words of five letters, such as {@code
 * lusab-babad-gutih-tugad-hopus-rimol}. A word is a proquint (Wilkerson, "A Proposal for
 * Proquints", arXiv:0901.4016): consonant, vowel, consonant, vowel, consonant, which carry 4, 2, 4,
 * 2 and 4 bits. Six words carry 96 bits, each of them random.
 */
public final class Passphrase {
  public static final int WORDS = 6;

  /** Two random bytes for each word. */
  public static final int RANDOM_BYTES = 2 * WORDS;

  private static final int WORD_LETTERS = 5;

  /** Words and the hyphens between them. */
  public static final int SIZE_BYTES = WORDS * WORD_LETTERS + WORDS - 1;

  private static final String CONSONANTS = "bdfghjklmnprstvz";
  private static final String VOWELS = "aiou";

  private Passphrase() {}

  /**
   * Writes the words as ASCII, from secret memory into secret memory.
   *
   * @param random {@link #RANDOM_BYTES} uniformly random bytes
   * @param target {@link #SIZE_BYTES} bytes
   */
  public static void write(MemorySegment random, MemorySegment target) {
    long at = 0;
    for (int word = 0; word < WORDS; word++) {
      int bits =
          (random.get(ValueLayout.JAVA_BYTE, 2L * word) & 0xff) << 8
              | (random.get(ValueLayout.JAVA_BYTE, 2L * word + 1) & 0xff);
      if (word > 0) {
        target.set(ValueLayout.JAVA_BYTE, at++, (byte) '-');
      }
      target.set(ValueLayout.JAVA_BYTE, at++, letter(CONSONANTS, bits >> 12));
      target.set(ValueLayout.JAVA_BYTE, at++, letter(VOWELS, bits >> 10));
      target.set(ValueLayout.JAVA_BYTE, at++, letter(CONSONANTS, bits >> 6));
      target.set(ValueLayout.JAVA_BYTE, at++, letter(VOWELS, bits >> 4));
      target.set(ValueLayout.JAVA_BYTE, at++, letter(CONSONANTS, bits));
    }
  }

  private static byte letter(String letters, int bits) {
    return (byte) letters.charAt(bits & (letters.length() - 1));
  }
}
