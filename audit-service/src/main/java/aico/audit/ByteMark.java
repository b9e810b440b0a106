package aico.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that is looked for in every event that is stored, by Horspool's rule ("Practical fast
 * searching in strings", 1980): what stands under its last byte says how far to go on.
 */
final class ByteMark {
  private final byte[] mark;
  private final byte[] steps = new byte[256];

  /**
   * Prepares a search.
   *
   * @param ascii 1 to 127 characters
   */
  ByteMark(String ascii) {
    mark = ascii.getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(steps, (byte) mark.length);
    for (int i = 0; i < mark.length - 1; i++) {
      steps[mark[i]] = (byte) (mark.length - 1 - i);
    }
  }

  boolean isIn(byte[] whole) {
    int last = mark.length - 1;
    int end = last;
    while (end < whole.length) {
      byte one = whole[end];
      if (one == mark[last] && Arrays.equals(whole, end - last, end + 1, mark, 0, mark.length)) {
        return true;
      }
      end += steps[one & 0xff];
    }
    return false;
  }
}
