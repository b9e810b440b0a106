package aico.detect.sigma;

import aico.detect.RuleRefused;
import aico.detect.ValueTest;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression by RE2: time grows with the value's length alone, whatever the expression.
 * What makes the compiled expression large, counted repetitions within each other, is bounded.
 */
final class LinearRegex implements ValueTest {
  static final int MAX_CHARS = 256;

  /** The product of all counts: RE2 copies what is repeated so often. */
  static final int REPEATS_MAX = 1000;

  private final Pattern pattern;

  private LinearRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  static LinearRegex of(String field, String text, int flags) {
    if (text.length() > MAX_CHARS) {
      throw new RuleRefused(field, text.length() + " characters (expected: <= " + MAX_CHARS + ")");
    }
    long repeats = 1;
    java.util.regex.Matcher counts =
        java.util.regex.Pattern.compile("\\{(\\d{0,6}),?(\\d{0,6})\\}").matcher(text);
    while (counts.find()) {
      repeats *= Math.max(1, Math.max(number(counts.group(1)), number(counts.group(2))));
      if (repeats > REPEATS_MAX) {
        throw new RuleRefused(field, "repetitions multiply to more than " + REPEATS_MAX);
      }
    }
    try {
      return new LinearRegex(Pattern.compile(text, flags));
    } catch (PatternSyntaxException e) {
      throw new RuleRefused(field, "not a regular expression: " + e.getDescription(), e);
    }
  }

  private static long number(String digits) {
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  @Override
  public boolean test(@Nullable String value) {
    if (value == null) {
      return false;
    }
    Matcher matcher = pattern.matcher(value);
    return matcher.find();
  }
}
