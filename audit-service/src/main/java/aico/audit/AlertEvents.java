package aico.audit;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import aico.detect.Alert;
import aico.detect.AlertBook;
import aico.detect.Event;
import aico.detect.FieldTable;
import aico.detect.Level;
import aico.detect.Suppression;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Alerts as events of the log, and back: what the log says of them is what they are. */
public final class AlertEvents {
  private static final String PREFIX = "unmapped.";

  private final int rule;
  private final int level;
  private final int title;
  private final int subject;
  private final int why;
  private final int advice;
  private final int events;
  private final int until;

  /** Asks for the fields that alerts have. */
  AlertEvents(FieldTable fields) {
    rule = fields.id(PREFIX + "rule");
    level = fields.id(PREFIX + "level");
    title = fields.id(PREFIX + "title");
    subject = fields.id(PREFIX + "subject");
    why = fields.id(PREFIX + "why");
    advice = fields.id(PREFIX + "advice");
    events = fields.id(PREFIX + "events");
    until = fields.id(PREFIX + "until");
  }

  static AuditEvent raised(Alert alert) {
    return about(EventCode.ALERT_RAISED, alert)
        .with("why", alert.why())
        .with("advice", alert.advice())
        .with("events", sequences(alert.events()));
  }

  static AuditEvent repeated(Alert alert, List<Long> events) {
    return about(EventCode.ALERT_REPEATED, alert)
        .with("count", Integer.toString(alert.count()))
        .with("events", sequences(events));
  }

  /** An event about an alert that says no more than which it is. */
  public static AuditEvent about(EventCode code, Alert alert) {
    return AuditEvent.of(code)
        .with("alert", alert.id())
        .with("rule", alert.rule())
        .with("level", alert.level().wireName())
        .with("title", alert.title())
        .with("subject", alert.subject());
  }

  public static AuditEvent suppressed(Suppression suppression) {
    AuditEvent event =
        AuditEvent.of(EventCode.ALERT_SUPPRESSED)
            .with("rule", suppression.rule())
            .with("until", Instant.ofEpochMilli(suppression.untilMs()).toString());
    return suppression.subject() == null ? event : event.with("subject", suppression.subject());
  }

  private static String sequences(List<Long> events) {
    return events.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** Whether it is one of ours about an alert. */
  static boolean isOne(Event event) {
    return event.code().startsWith("alert.") && event.producer().equals(Principals.AUDIT);
  }

  /** What an alert that was told of is recognised by when it is found again. */
  Optional<String> told(Event event) {
    return switch (event.code()) {
      case "alert.raised" -> Optional.of(event.text(FieldTable.ALERT));
      case "alert.repeated" ->
          Optional.of(key(event.text(FieldTable.ALERT), sequences(event).getLast()));
      default -> Optional.empty();
    };
  }

  /** As {@link #told}, of a finding that goes on. */
  static String key(String alert, long trigger) {
    return alert + "@" + trigger;
  }

  /** Brings the book to what an event of the log says. */
  void apply(Event event, AlertBook book) {
    String id = event.text(FieldTable.ALERT);
    switch (event.code()) {
      case "alert.raised" -> alert(event).ifPresent(book::raised);
      case "alert.acknowledged" -> book.acknowledge(id);
      case "alert.resolved" -> book.resolve(id);
      case "alert.suppressed" ->
          time(event.text(until))
              .ifPresent(end ->
                  book.suppress(
                      new Suppression(event.text(rule), event.value(subject), end),
                      event.timeMs()));
      default -> {}
    }
  }

  private Optional<Alert> alert(Event event) {
    Optional<Level> found = Level.byWireName(event.text(level));
    List<Long> caused = sequences(event);
    if (found.isEmpty() || event.text(FieldTable.ALERT).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Alert(
            event.text(FieldTable.ALERT),
            event.text(rule),
            event.text(title),
            found.get(),
            event.text(subject),
            event.text(why),
            event.text(advice),
            caused,
            Alert.State.OPEN,
            event.timeMs(),
            event.timeMs(),
            1));
  }

  private List<Long> sequences(Event event) {
    List<Long> all = new ArrayList<>();
    for (String one : event.text(events).split(",")) {
      parsed(one, Long::parseLong).ifPresent(all::add);
    }
    return all.isEmpty() ? List.of(event.sequence()) : all;
  }

  private static Optional<Long> time(String text) {
    return parsed(text, t -> Instant.parse(t).toEpochMilli());
  }

  private static <T> Optional<T> parsed(String text, Function<String, @Nullable T> parser) {
    try {
      return Optional.ofNullable(parser.apply(text));
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
