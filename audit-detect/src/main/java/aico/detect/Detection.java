package aico.detect;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything that looks at events. Detectors of two kinds: those that remember the last hours only
 * ({@link #warm} brings them back after a start), and those that learn for good, whose memory is
 * kept by who calls.
 */
public final class Detection {
  /** Clocks of one machine agree; an event further ahead than this says something wrong. */
  static final long AHEAD_MAX_MS = 5 * 60_000;

  /** The rules that are no Sigma rules, with their titles; no rule may be called so. */
  public static final Map<String, String> OWN_RULES =
      Map.of(
          "unlike-before",
          "A person acts unlike before",
          "service-silent",
          "A service no longer records what it does",
          "keys-collected",
          "Keys of vaults were handed out and not used",
          "clock-ahead",
          "An event comes from the future",
          ClockSteps.RULE,
          "The clock was set back");

  /** Events about alerts are not looked at, or one alert would lead to the next. */
  private static final String ALERTS = "alert.";

  private final List<Detector> windows;
  private final List<Detector> learners;

  public Detection(RuleSet rules, Profiles profiles, Silence silence) {
    windows = List.of(new RuleDetector(rules), new HandOuts(), new ClockSteps());
    learners = List.of(new Baselines(profiles), silence);
  }

  /** Shows an event again that was seen before the start. */
  public void warm(Event event, long nowMs) {
    if (!event.code().startsWith(ALERTS)) {
      Event timely = timely(event, nowMs);
      windows.forEach(detector -> detector.see(timely, known -> {}));
    }
  }

  /**
   * Shows the next event.
   *
   * @param nowMs the time of the own clock: no event is taken to be later
   */
  public void see(Event event, long nowMs, Consumer<Finding> found) {
    if (event.code().startsWith(ALERTS)) {
      return;
    }
    Event timely = timely(event, nowMs);
    if (event.timeMs() - nowMs > AHEAD_MAX_MS) {
      found.accept(ahead(event, nowMs));
    }
    for (Detector detector : windows) {
      detector.see(timely, found);
    }
    for (Detector detector : learners) {
      detector.see(timely, found);
    }
  }

  /** It is later now, and there is no further event. */
  public void tick(long nowMs, Consumer<Finding> found) {
    windows.forEach(detector -> detector.tick(nowMs, found));
  }

  private static Event timely(Event event, long nowMs) {
    return event.timeMs() > nowMs ? event.at(nowMs) : event;
  }

  private static Finding ahead(Event event, long nowMs) {
    String producer = Words.value(event.producer());
    return new Finding(
        "clock-ahead",
        "An event comes from the future",
        Level.MEDIUM,
        "service " + producer,
        "%s recorded an event for %s while it was %s; the rules take it for now."
            .formatted(producer, Words.minute(event.timeMs()), Words.minute(nowMs)),
        "See whether the machine's clock jumped (timedatectl). If it did not, that service writes"
            + " wrong times: look into its log.",
        List.of(event.sequence()));
  }
}
