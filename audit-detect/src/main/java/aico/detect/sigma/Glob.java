package aico.detect.sigma;

import aico.detect.RuleRefused;
import aico.detect.ValueTest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text of a rule with Sigma's wildcards: {@code *} any characters, {@code ?} one; a backslash in
 * front of them, or of a backslash, takes their meaning away.
 */
final class Glob implements ValueTest {
  /** The longest text in a rule. */
  static final int MAX_CHARS = 512;

  private static final char ANY = '\uE000';
  private static final char ONE = '\uE001';

  private final String pattern;
  private final boolean cased;

  private Glob(String pattern, boolean cased) {
    this.pattern = pattern;
    this.cased = cased;
  }

  static Glob of(String field, String text, boolean before, boolean behind, boolean cased) {
    if (text.length() > MAX_CHARS) {
      throw new RuleRefused(field, text.length() + " characters (expected: <= " + MAX_CHARS + ")");
    }
    StringBuilder out = new StringBuilder();
    if (before) {
      out.append(ANY);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ANY || c == ONE) {
        throw new RuleRefused(field, "has a character of the private use area");
      }
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
        out.append(next);
        i++;
      } else {
        out.append(c == '*' ? ANY : c == '?' ? ONE : c);
      }
    }
    if (behind) {
      out.append(ANY);
    }
    String pattern = out.toString();
    return new Glob(cased ? pattern : pattern.toLowerCase(Locale.ROOT), cased);
  }

  /** The one text that it stands for, when it has no wildcard and minds the case of none. */
  Optional<String> onlyText() {
    return pattern.indexOf(ANY) < 0 && pattern.indexOf(ONE) < 0
        ? Optional.of(pattern)
        : Optional.empty();
  }

  @Override
  public boolean test(@Nullable String value) {
    return value != null && matches(cased ? value : value.toLowerCase(Locale.ROOT));
  }

  /** Goes back at most to the last {@code *}: pattern times value steps, never more. */
  private boolean matches(String value) {
    int p = 0;
    int v = 0;
    int star = -1;
    int from = 0;
    while (v < value.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == ANY) {
        star = p++;
        from = v;
      } else if (p < pattern.length() && (c == ONE || c == value.charAt(v))) {
        p++;
        v++;
      } else if (star >= 0) {
        p = star + 1;
        v = ++from;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == ANY) {
      p++;
    }
    return p == pattern.length();
  }
}
