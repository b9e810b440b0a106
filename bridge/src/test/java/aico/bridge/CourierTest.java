package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CourierTest {
  private final InMemoryFeed feed = new InMemoryFeed();
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final ScriptedOutlet outlet = new ScriptedOutlet();
  private final List<Long> waits = new ArrayList<>();
  private @Nullable Courier courier;

  /** Ends the courier when there is nothing left. */
  private final class InMemoryFeed implements Feed {
    final Deque<Event> events = new ArrayDeque<>();
    final List<Long> acknowledged = new ArrayList<>();
    String problem = "";

    @Override
    public List<Event> take(int max, long waitMs) {
      List<Event> taken = new ArrayList<>();
      while (taken.size() < max && !events.isEmpty()) {
        taken.add(events.removeFirst());
      }
      if (taken.isEmpty() && problem.isEmpty()) {
        courier().end();
      }
      return taken;
    }

    @Override
    public void acknowledge(long sequence) {
      // INVARIANT: nothing is acknowledged that the outlet does not have and that is not put aside.
      for (long s = 0; s <= sequence; s++) {
        assertThat(outlet.has(s) || ledger.asideHas(s) || s < ledger.skippedBelow).isTrue();
      }
      acknowledged.add(sequence);
    }

    @Override
    public long head() {
      return 1000;
    }

    @Override
    public Optional<String> problem() {
      return Optional.of(problem).filter(p -> !p.isEmpty());
    }

    @Override
    public void close() {}
  }

  private static final class InMemoryLedger implements Ledger {
    final List<Cursor> saved = new ArrayList<>();
    final List<Event> aside = new ArrayList<>();
    boolean full;
    boolean failsOnce;
    long skippedBelow;

    boolean asideHas(long sequence) {
      return aside.stream().anyMatch(event -> event.sequence() == sequence);
    }

    @Override
    public void save(Cursor cursor) {
      if (failsOnce) {
        failsOnce = false;
        throw new BridgeException("state", "cursor.json: No space left on device");
      }
      saved.add(cursor);
    }

    @Override
    public boolean setAside(Event event, String reason) {
      if (full) {
        full = false;
        return false;
      }
      return aside.add(event);
    }

    @Override
    public long aside() {
      return aside.size();
    }
  }

  private static final class ScriptedOutlet implements Outlet {
    final List<List<Event>> calls = new ArrayList<>();
    final List<Event> delivered = new ArrayList<>();
    Function<List<Event>, Outcome> answer = events -> Outcome.delivered();

    boolean has(long sequence) {
      return delivered.stream().anyMatch(event -> event.sequence() == sequence);
    }

    @Override
    public int batch() {
      return 3;
    }

    @Override
    public Outcome deliver(List<Event> events) {
      calls.add(events);
      Outcome outcome = answer.apply(events);
      if (outcome instanceof Outcome.Delivered) {
        delivered.addAll(events);
      }
      return outcome;
    }

    @Override
    public Outcome test(Event event) {
      return Outcome.delivered();
    }

    @Override
    public void close() {}
  }

  private Courier courier() {
    Courier made = courier;
    if (made == null) {
      throw new IllegalStateException();
    }
    return made;
  }

  private Courier run(Filter filter, Cursor cursor) {
    Target target =
        new Target(
            "t",
            new Place.File("/x"),
            Shape.OCSF,
            filter,
            0,
            false,
            null,
            false,
            false,
            new Target.Rotation(1, 1, 1));
    Courier made =
        new Courier(target, cursor, feed, outlet, ledger, () -> 5_000, this::pause, () -> 0.5);
    courier = made;
    made.run();
    return made;
  }

  private void pause(long ms) {
    waits.add(ms);
    if (waits.size() > 20) {
      courier().end();
    }
  }

  private void events(int count) {
    for (int i = 0; i < count; i++) {
      feed.events.add(Events.plain(i));
    }
  }

  private static List<Long> sequences(List<Event> events) {
    return events.stream().map(Event::sequence).toList();
  }

  @Test
  void everyEvent_arrivesInOrder_isSavedAndAcknowledged() {
    events(7);
    TargetState state = run(Filter.ALL, new Cursor(0, "")).state();

    assertThat(sequences(outlet.delivered)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(feed.acknowledged).containsExactly(2L, 5L, 6L);
    assertThat(ledger.saved.getLast()).isEqualTo(new Cursor(7, "id-6"));
    assertThat(state.cursor()).isEqualTo(7);
    assertThat(state.delivered()).isEqualTo(7);
  }

  @Test
  void whoIsAway_isTriedAgain_withBackoff_andNothingIsSkipped() {
    events(4);
    Deque<Outcome> answers =
        new ArrayDeque<>(
            List.of(
                Outcome.later("away"),
                new Outcome.Later("busy", 60_000),
                new Outcome.Later("for a year", 999_999_999)));
    outlet.answer = events -> answers.isEmpty() ? Outcome.delivered() : answers.removeFirst();

    TargetState state = run(Filter.ALL, new Cursor(0, "")).state();

    assertThat(waits).containsExactly(750L, 60_000L, Backoff.MAX_MS);
    assertThat(sequences(outlet.delivered)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(state.error()).isEqualTo("for a year");
    assertThat(state.state()).isEqualTo(TargetState.RUNNING);
  }

  @Test
  void refusedForGood_isPutAsideAlone_andTheOthersGoOn() {
    events(6);
    outlet.answer =
        events ->
            sequences(events).contains(4L) ? new Outcome.Refused("HTTP 400") : Outcome.delivered();

    TargetState state = run(Filter.ALL, new Cursor(0, "")).state();

    assertThat(sequences(ledger.aside)).containsExactly(4L);
    assertThat(sequences(outlet.delivered)).containsExactly(0L, 1L, 2L, 3L, 5L);
    assertThat(state.aside()).isEqualTo(1);
  }

  @Test
  void fullDeadLetterFile_holdsTheTargetUp_andDropsNothing() {
    events(1);
    ledger.full = true;
    outlet.answer = events -> new Outcome.Refused("HTTP 400");

    run(Filter.ALL, new Cursor(0, ""));

    assertThat(waits).hasSize(1);
    assertThat(sequences(ledger.aside)).containsExactly(0L);
  }

  @Test
  void whatTheFilterLeavesOut_movesTheCursor() {
    feed.events.add(Events.plain(0));
    feed.events.add(Events.finding(1));
    feed.events.add(Events.plain(2));
    ledger.skippedBelow = 3;

    TargetState state = run(Filter.parse("2004/high"), new Cursor(0, "")).state();

    assertThat(sequences(outlet.delivered)).containsExactly(1L);
    assertThat(state.cursor()).isEqualTo(3);
  }

  @Test
  void afterARestart_theLastEventComesAgain_toBeCompared() {
    ledger.skippedBelow = 5;
    for (long i = 4; i < 7; i++) {
      feed.events.add(Events.plain(i));
    }
    assertThat(Courier.feedFrom(new Cursor(5, "id-4"))).isEqualTo(4);

    run(Filter.ALL, new Cursor(5, "id-4"));

    assertThat(sequences(outlet.delivered)).containsExactly(5L, 6L);
  }

  @Test
  void anotherLog_stopsTheTarget_andDeliversNothing() {
    events(7);

    TargetState state = run(Filter.ALL, new Cursor(1, "id-of-another-log")).state();

    assertThat(state.state()).isEqualTo(TargetState.STOPPED);
    assertThat(state.error()).contains("cut back or rewritten");
    assertThat(outlet.delivered).isEmpty();
    assertThat(feed.acknowledged).isEmpty();
  }

  @Test
  void whatTheFeedCannotDo_isTold() {
    feed.problem = "its credential was removed";
    TargetState state = run(Filter.ALL, new Cursor(0, "")).state();
    assertThat(state.state()).isEqualTo(TargetState.STOPPED);
    assertThat(state.error()).isEqualTo("its credential was removed");
  }

  @Test
  void fullDisk_orABrokenOutlet_losesNothing() {
    events(3);
    ledger.failsOnce = true;
    Deque<Boolean> breaks = new ArrayDeque<>(List.of(true));
    outlet.answer =
        events -> {
          if (!breaks.isEmpty()) {
            breaks.removeFirst();
            throw new IllegalStateException("a fault of the outlet");
          }
          return Outcome.delivered();
        };

    run(Filter.ALL, new Cursor(0, ""));

    assertThat(sequences(outlet.delivered)).containsExactly(0L, 1L, 2L);
    assertThat(ledger.saved.getLast()).isEqualTo(new Cursor(3, "id-2"));
  }
}
