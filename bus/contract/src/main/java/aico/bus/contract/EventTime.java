package aico.bus.contract;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** The time of an event as its envelope writes it (RFC 3339, section 5.6). */
public final class EventTime {
  /** What all our producers write, and nearly all that is read. */
  private static final String COMMON = "0000-00-00T00:00:00.000Z";

  private static final long DAY_MS = 86_400_000;

  private EventTime() {}

  /**
   * Milliseconds since 1970; finer parts of a second are cut off.
   *
   * @throws DateTimeException when it is no RFC 3339 time
   */
  public static long millis(String text) {
    if (isCommon(text)) {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      int hour = number(text, 11, 13);
      int minute = number(text, 14, 16);
      int second = number(text, 17, 19);
      if (hour < 24 && minute < 60 && second < 60) {
        return day.toEpochDay() * DAY_MS
            + ((hour * 60L + minute) * 60 + second) * 1_000
            + number(text, 20, 23);
      }
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (ArithmeticException e) {
      throw new DateTimeException("time: out of range", e);
    }
  }

  /** Whether {@link #millis} takes it. */
  public static boolean isOne(String text) {
    try {
      millis(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isCommon(String text) {
    if (text.length() != COMMON.length()) {
      return false;
    }
    for (int i = 0; i < COMMON.length(); i++) {
      char expected = COMMON.charAt(i);
      char found = text.charAt(i);
      if (expected == '0' ? found < '0' || found > '9' : found != expected) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
