package aico.cli.app;

import aico.audit.log.Leaf;
import aico.bus.contract.AuditReply;
import aico.cli.CommandFailed;
import aico.cli.Progress;
import aico.cli.Suite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The end of the trail, and what comes after it. It is read as it is, without a search that policy
 * would have to allow, so that it can be followed while everything is locked, too.
 */
final class TrailTail {
  /** What one question may ask for. */
  static final int PAGE = 1000;

  /** How far back wanted events are looked for; for older ones there is an index to search. */
  static final int LOOK_BACK_MAX = 100 * PAGE;

  /** New events show up within a second. */
  private static final long FOLLOW_POLL_MS = 500;

  private final Pages pages;
  private final UnaryOperator<String> names;
  private final Suite.Wanted wanted;
  private final Progress progress;

  /** Reads the trail, oldest first. */
  interface Pages {
    /** At most so many events from this one on, or from the first one that is there still. */
    AuditReply.Events from(long sequence, int limit);
  }

  /**
   * A tail.
   *
   * @param names puts names in place of pseudonyms
   */
  TrailTail(Pages pages, UnaryOperator<String> names, Suite.Wanted wanted, Progress progress) {
    this.pages = pages;
    this.names = names;
    this.wanted = wanted;
    this.progress = progress;
  }

  /**
   * Gives the last events that are wanted, the newest last.
   *
   * @param size of the trail; what came since is on top
   * @return the sequence to go on from
   */
  long last(long size, int count, Consumer<String> event) {
    Deque<String> found = new ArrayDeque<>();
    long start = Math.max(0, size - (wanted.isAll() ? count : PAGE));
    long next = collect(start, Long.MAX_VALUE, count, found);
    if (!wanted.isAll()) {
      lookBack(size, start, count, found);
    }
    found.forEach(event);
    return next;
  }

  private void lookBack(long size, long from, int count, Deque<String> found) {
    long start = from;
    while (start > 0 && found.size() < count) {
      if (size - start >= LOOK_BACK_MAX) {
        progress.say(
            "looked at the last %,d events; aico audit search finds older ones"
                .formatted(LOOK_BACK_MAX));
        return;
      }
      long end = start;
      start = Math.max(0, start - PAGE);
      Deque<String> earlier = new ArrayDeque<>();
      boolean dropped = collect(start, end, count - found.size(), earlier) > end;
      for (Iterator<String> newest = earlier.descendingIterator(); newest.hasNext(); ) {
        found.addFirst(newest.next());
      }
      if (dropped) {
        return;
      }
    }
  }

  /** Gives the wanted ones that there are now from this one on; returns where to go on. */
  long after(long sequence, Consumer<String> event) {
    AuditReply.Events page = pages.from(sequence, PAGE);
    page.events().forEach(one -> shown(one).ifPresent(event));
    return page.next();
  }

  /** Keeps the last so many of the wanted ones before {@code end}. */
  private long collect(long start, long end, int count, Deque<String> kept) {
    long next = start;
    while (next < end) {
      AuditReply.Events page = pages.from(next, (int) Math.min(PAGE, end - next));
      if (page.events().isEmpty()) {
        return next;
      }
      for (String one : page.events()) {
        if (page.next() <= end || Leaf.sequenceOf(one.getBytes(StandardCharsets.UTF_8)) < end) {
          shown(one).ifPresent(kept::addLast);
        }
        if (kept.size() > count) {
          kept.removeFirst();
        }
      }
      next = page.next();
    }
    return next;
  }

  private Optional<String> shown(String event) {
    return wanted.mayBe(event)
        ? Optional.of(names.apply(event)).filter(wanted::is)
        : Optional.empty();
  }

  static void pause() {
    try {
      Thread.sleep(FOLLOW_POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("interrupted");
    }
  }
}
