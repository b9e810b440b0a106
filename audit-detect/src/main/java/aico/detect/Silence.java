package aico.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A service that acts and no longer records. How long a service says nothing is measured in what
 * the others say meanwhile, so that a quiet home is not a silent one, and against the longest time
 * it ever did so; two others have to bear witness, so that one that floods the trail accuses
 * nobody.
 */
public final class Silence implements Detector {
  /** A home has five services; events of further producers are not looked at. */
  static final int PRODUCERS_MAX = 16;

  /** So long a service is watched before its silence means anything. */
  static final long LEARN_MS = 7 * 86_400_000L;

  /** So many events of its own, too. */
  static final int LEARN_EVENTS = 50;

  /** An outbox may wait for a minute, a service may start anew. */
  static final long QUIET_MIN_MS = 10 * 60_000;

  /** How many times more than ever another has to have spoken. */
  private static final long FACTOR = 2;

  /** And how often beyond that. */
  private static final int SLACK = 10;

  private static final long MINUTE_MS = 60_000;
  private static final int COUNT_MAX = 1_000_000;

  private static final int WITNESSES = 2;

  private State state;

  /**
   * What is known, index by index of the producers' names.
   *
   * @param since minutes in which the column's producer recorded, since the row's last event
   * @param most the most there ever were
   */
  public record State(
      List<String> names,
      long[] firstMs,
      long[] lastMs,
      long[] lastSequence,
      int[] events,
      boolean[] stopped,
      boolean[] told,
      int[][] since,
      int[][] most) {

    public static State empty() {
      int n = PRODUCERS_MAX;
      return new State(
          new ArrayList<>(),
          new long[n],
          new long[n],
          new long[n],
          new int[n],
          new boolean[n],
          new boolean[n],
          new int[n][n],
          new int[n][n]);
    }

    /** Whether the arrays have the lengths that {@link Silence} counts on. */
    public boolean hasItsSizes() {
      int n = PRODUCERS_MAX;
      return names.size() <= n
          && firstMs.length == n
          && lastMs.length == n
          && lastSequence.length == n
          && events.length == n
          && stopped.length == n
          && told.length == n
          && isSquare(since)
          && isSquare(most);
    }

    private static boolean isSquare(int[][] table) {
      return table.length == PRODUCERS_MAX
          && Arrays.stream(table).allMatch(row -> row.length == PRODUCERS_MAX);
    }
  }

  public Silence(State state) {
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public void see(Event event, Consumer<Finding> found) {
    int speaker = place(event);
    if (speaker < 0) {
      return;
    }
    boolean newMinute =
        state.lastMs()[speaker] / MINUTE_MS != event.timeMs() / MINUTE_MS
            || state.events()[speaker] == 0;
    for (int other = 0; other < state.names().size(); other++) {
      if (other != speaker) {
        heard(speaker, other, newMinute);
        if (isSilent(other, event.timeMs())) {
          state.told()[other] = true;
          found.accept(finding(other, event));
        }
      }
    }
    state.told()[speaker] = false;
    state.lastMs()[speaker] = event.timeMs();
    state.lastSequence()[speaker] = event.sequence();
    state.events()[speaker] = Math.min(state.events()[speaker] + 1, COUNT_MAX);
    state.stopped()[speaker] = event.code().equals("service.stopped");
  }

  private int place(Event event) {
    int place = state.names().indexOf(event.producer());
    if (place < 0 && state.names().size() < PRODUCERS_MAX) {
      place = state.names().size();
      state.names().add(event.producer());
      state.firstMs()[place] = event.timeMs();
    }
    return place;
  }

  /** The speaker ends its own silence towards the other, and lengthens the other's. */
  private void heard(int speaker, int other, boolean newMinute) {
    int[] own = state.since()[speaker];
    int[] most = state.most()[speaker];
    // What follows a stop is no silence, and nothing to learn from.
    if (!state.stopped()[speaker]) {
      most[other] = Math.max(most[other], own[other]);
    }
    own[other] = 0;
    if (newMinute) {
      int[] others = state.since()[other];
      others[speaker] = Math.min(others[speaker] + 1, COUNT_MAX);
    }
  }

  private boolean isSilent(int place, long nowMs) {
    if (state.stopped()[place]
        || state.told()[place]
        || state.events()[place] < LEARN_EVENTS
        || nowMs - state.firstMs()[place] < LEARN_MS
        || nowMs - state.lastMs()[place] < QUIET_MIN_MS) {
      return false;
    }
    return witnesses(place).size() >= WITNESSES;
  }

  private List<Integer> witnesses(int place) {
    List<Integer> all = new ArrayList<>();
    for (int other = 0; other < state.names().size(); other++) {
      if (other != place
          && state.since()[place][other] > FACTOR * state.most()[place][other] + SLACK) {
        all.add(other);
      }
    }
    return all;
  }

  private Finding finding(int place, Event event) {
    String name = Words.value(state.names().get(place));
    String heard =
        String.join(
            " and ",
            witnesses(place).stream()
                .map(other ->
                    "%s recorded in %d different minutes (never more than %d before)"
                        .formatted(
                            Words.value(state.names().get(other)),
                            state.since()[place][other],
                            state.most()[place][other]))
                .toList());
    return new Finding(
        "service-silent",
        "A service no longer records what it does",
        Level.HIGH,
        "service " + name,
        "%s recorded its last event at %s; since then %s."
            .formatted(name, Words.minute(state.lastMs()[place]), heard),
        "See whether it runs (aico status) and look into its log. If it runs and answers, but does"
            + " not record, take it for compromised: aico lock, then aico down.",
        List.of(state.lastSequence()[place], event.sequence()));
  }
}
