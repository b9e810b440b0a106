package aico.audit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds events without reading the log. It follows from the log and may be deleted at any time. One
 * thread adds and forgets; any may ask.
 */
public interface EventIndex extends AutoCloseable {
  /** An index cannot be used any more: it is to be made anew. */
  final class Broken extends AuditException {
    public Broken(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * An event to find again.
   *
   * @param offset where its frame begins in its segment
   */
  record Row(long sequence, long offset, EventFacts facts) {}

  /** A found event's place. */
  record Place(long sequence, long offset) {}

  /**
   * Places, in the order asked for.
   *
   * @param looked where the look ended: everything between it and the start of the window, or its
   *     end where the newest came first, was looked at
   */
  record Found(List<Place> places, long looked) {}

  /**
   * A part of a count.
   *
   * @param looked where it ended, as in {@link Found}
   */
  record Counted(long count, long looked) {}

  /** A window of sequences. */
  record Window(long from, long to) {}

  /** The sequence of the first event that is not in it. */
  long next();

  /**
   * Adds events in log order, each the next one.
   *
   * @param lastLeaf the leaf of the last of them, by which the log is known again
   */
  void add(List<Row> rows, byte[] lastLeaf);

  /** Finds events in a window; looks for a moment only. Text is not looked at. */
  Found find(EventMatch match, Window window, boolean newestFirst, int limit);

  /**
   * Counts from the window's start on, for a moment only; nothing where it cannot tell exactly.
   * Text is not looked at.
   */
  Optional<Counted> count(EventMatch match, Window window);

  /** A sequence below which no event in it is that late, ms since 1970. */
  long firstSince(long timeMs);

  /** Forgets the events of a window: no byte of what was known of them alone remains. */
  void forget(Window window);

  @Override
  void close();
}
