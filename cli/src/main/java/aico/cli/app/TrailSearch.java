package aico.cli.app;

import aico.audit.log.Leaf;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Principals;
import aico.cli.CommandFailed;
import aico.cli.Progress;
import aico.cli.bus.SuiteBus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Finds events in the trail: one search that policy allows the owner, and its pages. */
final class TrailSearch {
  /** What one page may have. */
  private static final int PAGE = 1000;

  /** A page takes a second at most, on a machine that has time for it. */
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(30);

  /** How often progress is told. */
  private static final long TELL_NS = TimeUnit.SECONDS.toNanos(2);

  private static final int PERCENT = 100;

  private final SuiteBus bus;
  private final Acting acting;
  private final Progress progress;
  private final ReadNames names;

  TrailSearch(SuiteBus bus, Acting acting, Progress progress) {
    this.bus = bus;
    this.acting = acting;
    this.progress = progress;
    names = new ReadNames(acting::names, sequences -> Trail.events(bus, sequences), progress);
  }

  /** The newest events that match, at most so many, the newest last. */
  void newest(EventFilter filter, int limit, Consumer<String> event) {
    AuditReply.Search search = begin(filter, true);
    List<String> found = new ArrayList<>();
    Told told = new Told(search.size());
    long from = -1;
    boolean done = limit == 0;
    while (!done) {
      AuditReply.Events page = page(search, from, Math.min(PAGE, limit - found.size()));
      found.addAll(page.events());
      done = isDone(page) || found.size() >= limit;
      from = page.next();
      told.at(search.size() - from, found.size());
    }
    Collections.reverse(found);
    found.forEach(one -> event.accept(names.of(one)));
  }

  /** All events that match, the oldest first; how many that were. */
  long all(EventFilter filter, Consumer<String> event) {
    AuditReply.Search search = begin(filter, false);
    Told told = new Told(search.size());
    long count = 0;
    long from = -1;
    boolean done = false;
    while (!done) {
      AuditReply.Events page = page(search, from, PAGE);
      page.events().forEach(one -> event.accept(names.of(one)));
      count += page.events().size();
      done = isDone(page);
      from = page.next();
      told.at(from, count);
    }
    return count;
  }

  long count(EventFilter filter) {
    AuditReply.Search search = begin(filter, false);
    Told told = new Told(search.size());
    AuditReply.Count part = count(search, -1);
    long count = part.count();
    while (!part.done()) {
      told.at(part.next(), count);
      part = count(search, part.next());
      count += part.count();
    }
    return count;
  }

  /** One event. */
  String at(long sequence) {
    AuditReply.Search search = begin(EventFilter.all(), false);
    if (sequence >= search.size()) {
      throw CommandFailed.usage(
          "SEQ", sequence + " (expected: 0 to " + (search.size() - 1) + ", the newest event)");
    }
    String event = page(search, sequence, 1).events().getFirst();
    long found = Leaf.sequenceOf(event.getBytes(StandardCharsets.UTF_8));
    if (found != sequence) {
      throw CommandFailed.usage(
          "SEQ", sequence + " (expected: from " + found + " on; what is before was dropped)");
    }
    return names.of(event);
  }

  private AuditReply.Search begin(EventFilter filter, boolean newestFirst) {
    return acting.ask(
        Principals.AUDIT, new AuditRequest.Search(filter, newestFirst), SuiteBus.QUICK);
  }

  private AuditReply.Events page(AuditReply.Search search, long from, int limit) {
    return bus.ask(new AuditRequest.Query(from, limit, search.search()), PAGE_LIMIT);
  }

  private AuditReply.Count count(AuditReply.Search search, long from) {
    return bus.ask(new AuditRequest.Count(search.search(), from), PAGE_LIMIT);
  }

  private static boolean isDone(AuditReply.Events page) {
    return Boolean.TRUE.equals(page.done());
  }

  /** Says now and then how far it is. */
  private final class Told {
    private final long size;
    private long next = System.nanoTime() + TELL_NS;

    Told(long size) {
      this.size = size;
    }

    void at(long looked, long found) {
      if (System.nanoTime() - next > 0) {
        next = System.nanoTime() + TELL_NS;
        progress.say(
            "%,d of %,d events looked at (%d %%), %,d found"
                .formatted(looked, size, looked * PERCENT / Math.max(1, size), found));
      }
    }
  }
}
