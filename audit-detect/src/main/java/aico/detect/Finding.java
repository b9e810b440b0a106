package aico.detect;

import java.util.List;

/**
 * Something that a detector saw.
 *
 * @param rule the rule's id, such as {@code repeated-login-failures}
 * @param subject what it is about in words, such as {@code user owner}; with the rule it is what
 *     makes two findings one alert
 * @param why a sentence that says what was seen
 * @param advice what to do
 * @param events the sequences of the events that caused it, rising, at most {@link #EVENTS_MAX}
 */
public record Finding(
    String rule,
    String title,
    Level level,
    String subject,
    String why,
    String advice,
    List<Long> events) {
  /** More than a person looks at; the alert's event has to stay small. */
  public static final int EVENTS_MAX = 20;

  /** The longest subject; it is made of fields that a producer wrote. */
  public static final int SUBJECT_MAX_CHARS = 200;

  public Finding {
    events = last(events);
    subject = shortened(subject, SUBJECT_MAX_CHARS);
    why = shortened(why, 900);
  }

  /** The event that made it one. */
  public long trigger() {
    return events.getLast();
  }

  private static List<Long> last(List<Long> all) {
    List<Long> sorted = all.stream().distinct().sorted().toList();
    return sorted.subList(Math.max(0, sorted.size() - EVENTS_MAX), sorted.size());
  }

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
