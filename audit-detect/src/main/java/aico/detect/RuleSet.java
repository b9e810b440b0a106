package aico.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules that stand together.
 *
 * @param correlations such that each refers only to what stands before it
 */
public record RuleSet(FieldTable fields, List<Rule> rules, List<Correlation> correlations) {
  public RuleSet {
    rules = List.copyOf(rules);
    correlations = List.copyOf(correlations);
  }

  /** How far back an event can still matter, in milliseconds. */
  public long memoryMs() {
    Map<String, Long> reach = new HashMap<>();
    long farthest = 2 * HandOuts.WINDOW_MS;
    for (Correlation correlation : correlations) {
      long below =
          correlation.rules().stream()
              .mapToLong(rule -> reach.getOrDefault(rule, 0L))
              .max()
              .orElse(0);
      reach.put(correlation.key(), below + correlation.timespanMs());
      farthest = Math.max(farthest, below + correlation.timespanMs());
    }
    return Math.min(2 * Correlation.TIMESPAN_MAX_MS, farthest);
  }
}
