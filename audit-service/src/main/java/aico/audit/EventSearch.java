package aico.audit;

import aico.audit.EventIndex.Window;
import aico.audit.log.AuditLogException;
import aico.bus.contract.EventFilter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds events by what they tell, page by page: through the index as far as that reaches, in the
 * log itself behind it. Every event is held against the filter itself before it is given, so that
 * an index can hide one at worst, never make one up.
 */
public final class EventSearch {
  /** Events of the log that are read in one go. */
  private static final int SCAN = 10_000;

  /** Places asked of the index at once where the text of each event decides. */
  private static final int CANDIDATES = 500;

  /** After so long a page is given as it is; the asker has waited enough. */
  private static final long MOMENT_NS = TimeUnit.SECONDS.toNanos(1);

  private final Leaves.Source leaves;
  private final LeafAt.Source places;
  private final IndexFeed feed;
  private final LongSupplier nanoTime;

  /** Reads single leaves by their place. */
  public interface LeafAt extends AutoCloseable {
    /** Opens the log for some of them. */
    @FunctionalInterface
    interface Source {
      LeafAt open();
    }

    /**
     * The leaf at this place.
     *
     * @throws AuditLogException when there is another, or none
     */
    byte[] at(EventIndex.Place place);

    @Override
    void close();
  }

  /**
   * What is searched for.
   *
   * @param size events there were when the search began; what came later is not looked at
   */
  public record Search(EventMatch match, boolean newestFirst, long size) {
    /** By the names as they are asked for. */
    public Search(EventFilter filter, boolean newestFirst, long size) {
      this(new EventMatch(filter), newestFirst, size);
    }

    private boolean hasText() {
      return match.filter().text() != null;
    }
  }

  /**
   * Some events, in the order asked for.
   *
   * @param next where to go on
   * @param done whether nothing more comes
   */
  public record Page(List<byte[]> events, long next, boolean done) {}

  /** A part of a count. */
  public record Count(long count, long next, boolean done) {}

  public EventSearch(
      Leaves.Source leaves, LeafAt.Source places, IndexFeed feed, LongSupplier nanoTime) {
    this.leaves = leaves;
    this.places = places;
    this.feed = feed;
    this.nanoTime = nanoTime;
  }

  /** One page under way. */
  private final class Paging {
    private final Search search;
    private final EventMatch match;
    private final int limit;
    private final List<byte[]> events = new ArrayList<>();
    private int bytes;
    private boolean full;
    private long at;

    Paging(Search search, long at, int limit) {
      this.search = search;
      this.match = search.match();
      this.limit = limit;
      this.at = search.newestFirst() ? at : Math.max(at, leaves.first());
    }

    boolean isDone() {
      return search.newestFirst() ? at <= leaves.first() : at >= search.size();
    }

    /** Takes an event if it fits. */
    private boolean take(byte[] leaf) {
      int size = AnswerSize.of(leaf);
      if (events.size() == limit || bytes + size > AnswerSize.MAX_BYTES) {
        full = true;
        return false;
      }
      events.add(leaf);
      bytes += size;
      full = events.size() == limit;
      return true;
    }

    void step() {
      EventIndex index =
          match.isEverything() || match.isTextAlone() ? null : feed.index().orElse(null);
      long indexed = index == null ? 0 : Math.min(index.next(), search.size());
      if (search.newestFirst()) {
        if (index != null && at <= indexed) {
          find(index, new Window(leaves.first(), at));
        } else {
          scanBack(Math.max(Math.max(indexed, leaves.first()), at - scan()));
        }
      } else if (index != null && at < indexed) {
        find(index, new Window(at, indexed));
      } else {
        scanForth(Math.min(search.size(), at + scan()));
      }
    }

    private long scan() {
      return match.isEverything() ? limit : SCAN;
    }

    private void find(EventIndex index, Window window) {
      boolean decides = !search.hasText();
      try (LeafAt log = places.open()) {
        EventIndex.Found found =
            index.find(
                match, window, search.newestFirst(), decides ? limit - events.size() : CANDIDATES);
        for (EventIndex.Place place : found.places()) {
          byte[] leaf = log.at(place);
          if (match.test(leaf) && !take(leaf)) {
            at = search.newestFirst() ? place.sequence() + 1 : place.sequence();
            return;
          }
          at = search.newestFirst() ? place.sequence() : place.sequence() + 1;
          if (full) {
            return;
          }
        }
        at = found.looked();
      } catch (EventIndex.Broken | AuditLogException | UncheckedIOException broken) {
        if (window.from() < leaves.first()) {
          // It led to what was dropped a moment ago.
          at = search.newestFirst() ? at : Math.max(at, leaves.first());
          return;
        }
        // It is made anew; meanwhile the log itself is read.
        feed.broken(index);
      }
    }

    private void scanForth(long to) {
      try (Leaves reader = leaves.from(at)) {
        while (at < to) {
          byte[] leaf = reader.next().orElse(null);
          at = leaf == null ? search.size() : reader.nextIndex() - 1;
          if (leaf == null || (match.test(leaf) && !take(leaf))) {
            return;
          }
          at++;
          if (full) {
            return;
          }
        }
      }
    }

    /** Reads forward as well, and keeps the last of what it finds. */
    private void scanBack(long from) {
      Deque<byte[]> last = new ArrayDeque<>();
      long lowest = from;
      int held = bytes;
      try (Leaves reader = leaves.from(from)) {
        while (reader.nextIndex() < at) {
          byte[] leaf = reader.next().orElse(null);
          if (leaf == null) {
            break;
          }
          if (!match.test(leaf)) {
            continue;
          }
          last.addLast(leaf);
          held += AnswerSize.of(leaf);
          while (last.size() > limit - events.size() || held > AnswerSize.MAX_BYTES) {
            byte[] dropped = last.removeFirst();
            held -= AnswerSize.of(dropped);
            lowest = aico.audit.log.Leaf.sequenceOf(dropped) + 1;
            full = true;
          }
        }
      }
      last.descendingIterator().forEachRemaining(events::add);
      bytes = held;
      full |= events.size() == limit;
      at = lowest;
    }
  }

  /**
   * The next page, of at least one event unless nothing is found in a moment.
   *
   * @param from {@link Page#next} of the page before, or -1
   */
  public Page page(Search search, long from, int limit) {
    long start = from >= 0 ? from : search.newestFirst() ? search.size() : 0;
    Paging paging = new Paging(search, Math.min(start, search.size()), limit);
    long began = nanoTime.getAsLong();
    while (!paging.isDone() && !paging.full && nanoTime.getAsLong() - began < MOMENT_NS) {
      paging.step();
    }
    return new Page(paging.events, paging.at, paging.isDone());
  }

  /** Goes on counting. */
  public Count count(Search search, long from) {
    EventMatch match = search.match();
    long at = Math.max(leaves.first(), from);
    long count = 0;
    long began = nanoTime.getAsLong();
    while (at < search.size() && nanoTime.getAsLong() - began < MOMENT_NS) {
      EventIndex.Counted part = counted(search, match, at);
      count += part.count();
      at = part.looked();
    }
    return new Count(count, at, at >= search.size());
  }

  private EventIndex.Counted counted(Search search, EventMatch match, long from) {
    EventIndex index = search.hasText() ? null : feed.index().orElse(null);
    long indexed = index == null ? 0 : Math.min(index.next(), search.size());
    if (index != null && from < indexed) {
      Optional<EventIndex.Counted> told = told(index, search, new Window(from, indexed));
      if (told.isPresent()) {
        return told.get();
      }
    }
    long to = Math.min(search.size(), from + SCAN);
    long count = 0;
    try (Leaves reader = leaves.from(from)) {
      while (reader.nextIndex() < to) {
        @Nullable byte[] leaf = reader.next().orElse(null);
        if (leaf == null) {
          break;
        }
        count += match.test(leaf) ? 1 : 0;
      }
    }
    return new EventIndex.Counted(count, to);
  }

  private Optional<EventIndex.Counted> told(EventIndex index, Search search, Window window) {
    try {
      return index.count(search.match(), window);
    } catch (EventIndex.Broken broken) {
      feed.broken(index);
      return Optional.empty();
    }
  }
}
