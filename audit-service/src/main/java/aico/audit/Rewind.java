package aico.audit;

import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers which leaf stood where in time, to tell how far back the log has to be read again. */
final class Rewind {
  /** The most leaves that are read again; more than a second's work. */
  static final long LEAVES_MAX = 200_000;

  private static final long STEP_MS = 60_000;

  private final Deque<Mark> marks = new ArrayDeque<>();

  private record Mark(long index, long timeMs) {}

  /** A leaf of that time was looked at. */
  void passed(long index, long timeMs, long memoryMs) {
    if (marks.isEmpty() || timeMs - marks.getLast().timeMs() >= STEP_MS) {
      marks.addLast(new Mark(index, timeMs));
    }
    // The first one has to lie before what is remembered.
    while (marks.size() > 1 && second().timeMs() < timeMs - memoryMs) {
      marks.removeFirst();
    }
  }

  private Mark second() {
    var all = marks.iterator();
    all.next();
    return all.next();
  }

  /** From which leaf on, when the next one to look at is this. */
  long from(long next) {
    long first = marks.isEmpty() ? next : marks.getFirst().index();
    return Math.max(first, next - LEAVES_MAX);
  }
}
