package aico.bridge;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Takes a target's events from the log and sees to it that each arrives at least once: the cursor
 * moves, and the log hears of it, only when the outlet has the events or they stand aside.
 *
 * <p>An event that the other side refuses for good is put aside and the next ones go on. Everything
 * else waits, with backoff: a wrong password, a certificate that has run out, a disk that is full.
 * Waiting keeps at most the feed's credit in memory, and holds up no other target.
 */
public final class Courier implements Runnable {
  /** How often an outlet with nothing to deliver is asked how it is. */
  static final long IDLE_MS = 5_000;

  /** How often the cursor is saved while events pour in. */
  static final long SAVE_MS = 1_000;

  /** Waits; a test's does not. */
  @FunctionalInterface
  public interface Pause {
    void forMs(long ms) throws InterruptedException;
  }

  private final Target target;
  private final Feed feed;
  private final Outlet outlet;
  private final Ledger ledger;
  private final LongSupplier nowMs;
  private final Pause pause;
  private final Backoff backoff;

  private Cursor cursor;
  private Cursor saved;
  private long savedAtMs;
  private boolean compare;
  private List<Event> inHand = List.of();

  private volatile TargetState state;
  private volatile boolean ended;

  public Courier(
      Target target,
      Cursor cursor,
      Feed feed,
      Outlet outlet,
      Ledger ledger,
      LongSupplier nowMs,
      Pause pause,
      DoubleSupplier random) {
    this.target = target;
    this.cursor = cursor;
    this.feed = feed;
    this.outlet = outlet;
    this.ledger = ledger;
    this.nowMs = nowMs;
    this.pause = pause;
    backoff = new Backoff(random);
    saved = cursor;
    compare = !cursor.lastId().isEmpty();
    state =
        new TargetState(
            target.name(), TargetState.RUNNING, cursor.next(), -1, 0, ledger.aside(), "", 0, 0);
  }

  /** Where its feed begins: with the last event that arrived, to see that it is still the same. */
  public static long feedFrom(Cursor cursor) {
    return cursor.lastId().isEmpty() ? cursor.next() : cursor.next() - 1;
  }

  /** How the target is doing; any thread. */
  public TargetState state() {
    TargetState s = state;
    return new TargetState(
        s.name(),
        s.state(),
        s.cursor(),
        feed.head(),
        s.delivered(),
        s.aside(),
        s.error(),
        s.errorAtMs(),
        s.deliveredAtMs());
  }

  /** Ends soon; interrupt its thread as well. */
  public void end() {
    ended = true;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        try {
          step();
        } catch (RuntimeException failed) {
          // What is in hand stays there: nothing is lost, and a person sees why it does not go on.
          waitFor(Outcome.later(String.valueOf(failed.getMessage())));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!cursor.equals(saved)) {
      save();
    }
  }

  private void step() throws InterruptedException {
    if (inHand.isEmpty()) {
      inHand = feed.take(outlet.batch(), IDLE_MS);
    }
    if (inHand.isEmpty()) {
      idle();
      return;
    }
    if (compare && !isSameLog(inHand.getFirst())) {
      stop(
          "event %d of the log is another than the one that was delivered: the log was cut back or rewritten. Keep the other side's copy as evidence; to go on, remove and add the target"
              .formatted(inHand.getFirst().sequence()));
      return;
    }
    deliver(inHand.stream().filter(e -> wanted(e)).toList());
    Event last = inHand.getLast();
    inHand = List.of();
    cursor = new Cursor(last.sequence() + 1, last.id());
    long now = nowMs.getAsLong();
    if (now - savedAtMs >= SAVE_MS || now < savedAtMs || cursor.next() >= feed.head()) {
      save();
    }
    feed.acknowledge(last.sequence());
    moved();
  }

  /** The first event comes again, to be compared; it was delivered before. */
  private boolean isSameLog(Event first) {
    if (!first.id().equals(cursor.lastId())) {
      return false;
    }
    compare = false;
    return true;
  }

  private boolean wanted(Event event) {
    return event.sequence() >= cursor.next()
        && (target.filter().lets(event) && event.sequence() >= target.from()
            || outlet.needs(event));
  }

  private void stop(String why) throws InterruptedException {
    tell(TargetState.STOPPED, why);
    pause.forMs(IDLE_MS);
  }

  private void idle() throws InterruptedException {
    String problem = feed.problem().orElse("");
    if (!problem.isEmpty()) {
      stop(problem);
      return;
    }
    if (!cursor.equals(saved)) {
      save();
    }
    switch (outlet.idle()) {
      case Outcome.Delivered fine -> {
        backoff.reset();
        if (!state.state().equals(TargetState.RUNNING)) {
          tell(TargetState.RUNNING, "");
        }
      }
      case Outcome.Later later -> waitFor(later);
      case Outcome.Refused refused -> tell(TargetState.FAILING, refused.reason());
    }
  }

  private void deliver(List<Event> events) throws InterruptedException {
    if (events.isEmpty()) {
      return;
    }
    while (true) {
      switch (outlet.deliver(events)) {
        case Outcome.Delivered done -> {
          delivered(events.size());
          return;
        }
        case Outcome.Later later -> waitFor(later);
        case Outcome.Refused refused -> {
          if (events.size() > 1) {
            // One of them spoils the batch: find out which.
            for (Event event : events) {
              deliver(List.of(event));
            }
            return;
          }
          if (ledger.setAside(events.getFirst(), refused.reason())) {
            backoff.reset();
            tell(TargetState.RUNNING, refused.reason());
            return;
          }
          waitFor(
              new Outcome.Later(
                  "the dead letter file is full, and this came: " + refused.reason(), 0));
        }
      }
    }
  }

  private void waitFor(Outcome.Later later) throws InterruptedException {
    tell(TargetState.FAILING, later.reason());
    pause.forMs(backoff.next(later.waitMs()));
  }

  private void save() {
    ledger.save(cursor);
    saved = cursor;
    savedAtMs = nowMs.getAsLong();
  }

  private void delivered(int count) {
    backoff.reset();
    TargetState s = state;
    state =
        new TargetState(
            s.name(),
            TargetState.RUNNING,
            s.cursor(),
            -1,
            s.delivered() + count,
            s.aside(),
            s.error(),
            s.errorAtMs(),
            nowMs.getAsLong());
  }

  private void moved() {
    TargetState s = state;
    state =
        new TargetState(
            s.name(),
            s.state(),
            cursor.next(),
            -1,
            s.delivered(),
            s.aside(),
            s.error(),
            s.errorAtMs(),
            s.deliveredAtMs());
  }

  /** An empty error keeps the last one: a person may look later. */
  private void tell(String newState, String error) {
    TargetState s = state;
    state =
        new TargetState(
            s.name(),
            newState,
            cursor.next(),
            -1,
            s.delivered(),
            ledger.aside(),
            error.isEmpty() ? s.error() : error,
            error.isEmpty() ? s.errorAtMs() : nowMs.getAsLong(),
            s.deliveredAtMs());
  }
}
