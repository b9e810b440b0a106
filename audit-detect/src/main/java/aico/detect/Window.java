package aico.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one correlation remembers of one group: never more than it needs to say whether its
 * condition holds, and nothing older than its timespan. It follows from the events of the last
 * timespan alone, so that it can be made anew by reading those again.
 */
abstract sealed class Window {
  private final long timespanMs;
  private long latestMs = Long.MIN_VALUE;

  private Window(long timespanMs) {
    this.timespanMs = timespanMs;
  }

  /**
   * What has happened.
   *
   * @param sinceMs when the first of it did
   * @param events the sequences of all of it
   */
  record Happened(long sinceMs, List<Long> events) {}

  static Window of(Correlation correlation) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> new Events(correlation.timespanMs(), correlation.atLeast());
      case VALUE_COUNT -> new Values(correlation.timespanMs(), correlation.atLeast());
      case TEMPORAL ->
          new Proximity(
              correlation.timespanMs(), correlation.rules().size(), correlation.atLeast());
      case TEMPORAL_ORDERED -> new Order(correlation.timespanMs(), correlation.rules().size());
    };
  }

  /**
   * Takes what happened next, and says what the condition holds for, if it does.
   *
   * @param rule the place of the rule that it matched
   * @param value of the field that is counted
   */
  final Optional<Happened> add(int rule, String value, long timeMs, List<Long> events) {
    // Records of several producers come a little out of order; time does not run back here.
    latestMs = Math.max(latestMs, timeMs);
    return put(rule, value, latestMs, events);
  }

  /** Events before this do not count any more. */
  final long fromMs(long nowMs) {
    return nowMs - timespanMs;
  }

  abstract Optional<Happened> put(int rule, String value, long nowMs, List<Long> events);

  /** The last events, as many as are asked for. */
  private static final class Events extends Window {
    private static final int FIRST_SIZE = 8;
    private final int atLeast;
    private long[] times = new long[FIRST_SIZE];
    private long[] sequences = new long[FIRST_SIZE];
    private int next;
    private int count;

    Events(long timespanMs, int atLeast) {
      super(timespanMs);
      this.atLeast = atLeast;
    }

    @Override
    Optional<Happened> put(int rule, String value, long nowMs, List<Long> events) {
      if (count == times.length && count < atLeast) {
        grow();
      }
      times[next] = nowMs;
      sequences[next] = events.getLast();
      next = (next + 1) % times.length;
      count = Math.min(count + 1, times.length);
      while (count > 0 && times[place(0)] < fromMs(nowMs)) {
        count--;
      }
      if (count < atLeast) {
        return Optional.empty();
      }
      int from = count - atLeast;
      List<Long> told = new ArrayList<>(atLeast);
      for (int i = from; i < count; i++) {
        told.add(sequences[place(i)]);
      }
      return Optional.of(new Happened(times[place(from)], told));
    }

    /** Where the i-th oldest stands. */
    private int place(int i) {
      return Math.floorMod(next - count + i, times.length);
    }

    private void grow() {
      int size = Math.min(atLeast, times.length * 2);
      long[] newTimes = new long[size];
      long[] newSequences = new long[size];
      for (int i = 0; i < count; i++) {
        newTimes[i] = times[place(i)];
        newSequences[i] = sequences[place(i)];
      }
      times = newTimes;
      sequences = newSequences;
      next = count % size;
    }
  }

  /** The last different values, as many as are asked for. */
  private static final class Values extends Window {
    private final int atLeast;
    private final Map<Long, long[]> seen = new LinkedHashMap<>();

    Values(long timespanMs, int atLeast) {
      super(timespanMs);
      this.atLeast = atLeast;
    }

    @Override
    Optional<Happened> put(int rule, String value, long nowMs, List<Long> events) {
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Long hash = Hashed.of(value);
      seen.remove(hash);
      seen.put(hash, new long[] {nowMs, events.getLast()});
      var oldest = seen.values().iterator();
      for (long[] one = oldest.next();
          one[0] < fromMs(nowMs) || seen.size() > atLeast;
          one = oldest.next()) {
        oldest.remove();
      }
      if (seen.size() < atLeast) {
        return Optional.empty();
      }
      List<Long> told = seen.values().stream().map(one -> one[1]).toList();
      return Optional.of(new Happened(seen.values().iterator().next()[0], told));
    }
  }

  /** The last time of each rule. */
  private static final class Proximity extends Window {
    private final int atLeast;
    private final @Nullable Happened[] last;

    Proximity(long timespanMs, int rules, int atLeast) {
      super(timespanMs);
      this.atLeast = atLeast;
      this.last = new Happened[rules];
    }

    @Override
    Optional<Happened> put(int rule, String value, long nowMs, List<Long> events) {
      last[rule] = new Happened(nowMs, events);
      List<Long> all = new ArrayList<>();
      long since = nowMs;
      int rules = 0;
      for (Happened one : last) {
        if (one != null && one.sinceMs() >= fromMs(nowMs)) {
          rules++;
          since = Math.min(since, one.sinceMs());
          all.addAll(one.events());
        }
      }
      return rules < atLeast ? Optional.empty() : Optional.of(new Happened(since, all));
    }
  }

  /** For each rule, the latest start of a row that has come as far as that rule. */
  private static final class Order extends Window {
    private final @Nullable Happened[] rows;

    Order(long timespanMs, int rules) {
      super(timespanMs);
      this.rows = new Happened[rules];
    }

    @Override
    Optional<Happened> put(int rule, String value, long nowMs, List<Long> events) {
      if (rule == 0) {
        rows[0] = new Happened(nowMs, last(events));
        return Optional.empty();
      }
      Happened before = rows[rule - 1];
      if (before == null || before.sinceMs() < fromMs(nowMs)) {
        return Optional.empty();
      }
      List<Long> all = new ArrayList<>(before.events());
      all.addAll(last(events));
      rows[rule] = new Happened(before.sinceMs(), all);
      return rule == rows.length - 1 ? Optional.of(rows[rule]) : Optional.empty();
    }

    private static List<Long> last(List<Long> events) {
      return events.subList(Math.max(0, events.size() - Finding.EVENTS_MAX), events.size());
    }
  }
}
