package aico.detect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule about several events.
 *
 * @param key as with {@link Rule}
 * @param rules what it counts: keys of rules and of correlations, in order
 * @param groups for each of those the fields by which events are kept apart
 * @param counted for each of those the field whose values {@link Type#VALUE_COUNT} counts; else
 *     empty
 * @param words what each field of a group is called in a sentence
 * @param atLeast how many events, values or rules
 */
public record Correlation(
    String key,
    @Nullable String id,
    String title,
    Level level,
    String advice,
    Type type,
    List<String> rules,
    List<List<Integer>> groups,
    List<Integer> counted,
    List<String> words,
    long timespanMs,
    int atLeast,
    boolean alerts) {

  /** The longest timespan: so far back the log is read again at start. */
  public static final long TIMESPAN_MAX_MS = 24 * 3_600_000L;

  public Correlation {
    rules = List.copyOf(rules);
    groups = groups.stream().map(List::copyOf).toList();
    counted = List.copyOf(counted);
    words = List.copyOf(words);
  }

  /** The types of Sigma 2.1 that are supported. */
  public enum Type {
    /** So many events. */
    EVENT_COUNT,
    /** So many different values of a field. */
    VALUE_COUNT,
    /** So many different rules, in any order. */
    TEMPORAL,
    /** All rules in order. */
    TEMPORAL_ORDERED
  }
}
