package aico.detect.sigma;

import org.jspecify.annotations.Nullable;

/** Numbers in events. */
final class Numbers {
  private static final int MAX_CHARS = 32;

  private Numbers() {}

  /** The number that a text stands for, or NaN, which is neither less nor more than any. */
  static double parse(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > MAX_CHARS) {
      return Double.NaN;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notOne) {
      return Double.NaN;
    }
  }
}
