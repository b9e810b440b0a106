package aico.audit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sequences that are on their way to one subscriber and not acknowledged, in order. A filter
 * leaves holes between them; without one it is a single run.
 */
final class UnderWay {
  private final Deque<Run> runs = new ArrayDeque<>();
  private int count;

  private record Run(long first, int count) {
    long end() {
      return first + count;
    }
  }

  /** Some events that follow each other, behind all that were added before. */
  void add(long first, int more) {
    Run last = runs.peekLast();
    if (last != null && last.end() == first) {
      runs.removeLast();
      runs.addLast(new Run(last.first, last.count + more));
    } else {
      runs.addLast(new Run(first, more));
    }
    count += more;
  }

  /** Everything up to this sequence has arrived. */
  void acknowledge(long sequence) {
    while (!runs.isEmpty() && runs.getFirst().first <= sequence) {
      Run run = runs.removeFirst();
      int arrived = (int) Math.min(run.count, sequence + 1 - run.first);
      count -= arrived;
      if (arrived < run.count) {
        runs.addFirst(new Run(run.first + arrived, run.count - arrived));
      }
    }
  }

  int count() {
    return count;
  }

  /** The first that did not arrive, or this where all did. */
  long firstOr(long other) {
    return runs.isEmpty() ? other : runs.getFirst().first;
  }
}
