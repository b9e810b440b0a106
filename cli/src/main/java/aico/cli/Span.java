package aico.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time as people write it: {@code 90s, 15m, 12h, 7d}, or {@code off} for 0. */
public final class Span {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,8})([smhd])");
  private static final Map<String, Long> UNITS_S =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);
  private static final String OFF = "off";

  private Span() {}

  /**
   * In seconds.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static long parse(String text) {
    if (text.equals(OFF)) {
      return 0;
    }
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' (expected: a number with s, m, h or d, such as 15m; or off)".formatted(text));
    }
    return Long.parseLong(matcher.group(1)) * UNITS_S.getOrDefault(matcher.group(2), 1L);
  }

  /** The shortest text that {@link #parse} takes for it. */
  public static String text(long seconds) {
    if (seconds == 0) {
      return OFF;
    }
    for (String unit : new String[] {"d", "h", "m"}) {
      long unitS = UNITS_S.getOrDefault(unit, 1L);
      if (seconds % unitS == 0) {
        return seconds / unitS + unit;
      }
    }
    return seconds + "s";
  }
}
