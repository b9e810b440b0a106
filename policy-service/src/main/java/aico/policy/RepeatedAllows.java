package aico.policy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keeps who reads over and over from filling the trail. Denials, and allows of whatever changes or
 * opens something, are recorded one by one. Allows of what only reads, identical but for their
 * correlation, are counted for a minute: the first is recorded, the second with the time until
 * which others may follow, and at that time how many did. So each allow is covered by a record that
 * was durable before it; of a process that is killed only the last number is missing.
 */
public final class RepeatedAllows implements DecisionTrail {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** A home has some people and some of these actions; beyond it each is recorded. */
  static final int RUNS_MAX = 256;

  private static final Set<String> ONLY_READ = Set.of("audit.search", "key.open_sealed");

  private final DecisionTrail trail;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final Map<Same, Run> runs = new LinkedHashMap<>();

  /** What repeated allows have in common; the question is without a correlation. */
  private record Same(Question question, Verdict verdict, long version) {}

  private static final class Run {
    private final long sinceNs;
    private boolean announced;
    private long more;

    private Run(long sinceNs) {
      this.sinceNs = sinceNs;
    }
  }

  /** Records in {@code trail}. */
  public RepeatedAllows(DecisionTrail trail, LongSupplier nanoTime, InstantSource clock) {
    this.trail = trail;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  @Override
  public void record(Question question, Verdict verdict, long version, Others others) {
    if (verdict instanceof Verdict.Allowed && ONLY_READ.contains(question.action())) {
      count(question, verdict, version);
    } else {
      trail.record(question, verdict, version, others);
    }
  }

  private synchronized void count(Question question, Verdict verdict, long version) {
    settle();
    Same same = new Same(question.correlated(""), verdict, version);
    Run run = runs.get(same);
    long nowNs = nanoTime.getAsLong();
    if (run == null) {
      trail.record(question, verdict, version);
      if (runs.size() < RUNS_MAX) {
        runs.put(same, new Run(nowNs));
      }
    } else if (!run.announced) {
      Duration left = WINDOW.minusNanos(nowNs - run.sinceNs);
      trail.record(question, verdict, version, new Others.MayFollow(clock.instant().plus(left)));
      run.announced = true;
    } else {
      run.more++;
    }
  }

  /**
   * Records the numbers whose time is over.
   *
   * @throws NotRecordable when one could not be made durable; it is counted on
   */
  public synchronized void settle() {
    settle(WINDOW.toNanos());
  }

  /** Records all numbers there are, at the end. */
  public synchronized void settleAll() {
    settle(Long.MIN_VALUE);
  }

  private void settle(long ageNs) {
    long nowNs = nanoTime.getAsLong();
    Iterator<Map.Entry<Same, Run>> all = runs.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Same, Run> each = all.next();
      Same same = each.getKey();
      Run run = each.getValue();
      if (nowNs - run.sinceNs >= ageNs) {
        if (run.more > 0) {
          trail.record(
              same.question(), same.verdict(), same.version(), new Others.Followed(run.more));
        }
        all.remove();
      }
    }
  }
}
