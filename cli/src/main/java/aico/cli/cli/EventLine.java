package aico.cli.cli;

import java.util.Locale;

/** One CloudEvent as a line for people. */
final class EventLine {
  private EventLine() {}

  static String of(String cloudEvent) {
    EventText event = new EventText(cloudEvent);
    return event.isJson() ? line(event) : cloudEvent;
  }

  /** With its number in front, by which it can be shown whole. */
  static String numbered(String cloudEvent) {
    EventText event = new EventText(cloudEvent);
    return event.isJson()
        ? String.format(Locale.ROOT, "%8s  %s", event.sequence(), line(event))
        : cloudEvent;
  }

  private static String line(EventText event) {
    return String.format(
            Locale.ROOT,
            "%s  %-24s %-6s %-15s %s",
            event.time(),
            event.code(),
            event.failed() ? "FAILED" : "",
            event.source(),
            about(event))
        .stripTrailing();
  }

  /** On what, and for whom. */
  private static String about(EventText event) {
    if (event.user().isEmpty()) {
      return event.about();
    }
    String through = event.principal();
    return (event.about()
            + " for "
            + event.user()
            + (through.isEmpty() ? "" : " through " + through))
        .strip();
  }
}
