package aico.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sees clocks that are set back: a service's records stand in the order in which it wrote them, so
 * none is much earlier than the one before.
 */
final class ClockSteps implements Detector {
  static final String RULE = "clock-back";

  /** What corrects a clock by itself does it by less. */
  static final long BACK_MAX_MS = 60_000;

  /** More than there are services; what producers make up does not fill the heap. */
  private static final int PRODUCERS_MAX = 64;

  private final Map<String, Long> last = new HashMap<>();

  @Override
  public void see(Event event, Consumer<Finding> found) {
    Long before = last.get(event.producer());
    if (before == null && last.size() >= PRODUCERS_MAX) {
      return;
    }
    last.put(event.producer(), event.timeMs());
    if (before != null && before - event.timeMs() > BACK_MAX_MS) {
      found.accept(back(event, before));
    }
  }

  private static Finding back(Event event, long beforeMs) {
    String producer = Words.value(event.producer());
    return new Finding(
        RULE,
        "The clock was set back",
        Level.MEDIUM,
        "service " + producer,
        "%s recorded an event for %s after one for %s."
            .formatted(producer, Words.minute(event.timeMs()), Words.minute(beforeMs)),
        "See who or what set the machine's clock (timedatectl, journalctl -u systemd-timesyncd). Times"
            + " in the trail from then on are earlier than they were; its order still holds.",
        List.of(event.sequence()));
  }
}
