package aico.bus.connector;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.BusEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An alert as {@code audit.alerts} tells it. Whom it is about is not told there, since integrators
 * hear it, too.
 *
 * @param alert its id
 * @param timeMs when the event happened that made it one, or that showed it to go on
 * @param events the sequences of the events that show it, at most {@link
 *     AuditRequest.EventSessions#EVENTS_MAX}
 */
public record AlertNotice(String alert, String rule, long timeMs, List<Long> events) {
  static final String TYPE = "audit.alert";

  public AlertNotice {
    Shapes.id("alert", alert);
    Shapes.rule("rule", rule);
    events = List.copyOf(events);
    Shapes.between("events", events.size(), 0, AuditRequest.EventSessions.EVENTS_MAX);
    events.forEach(event -> Shapes.between("events", event, 0, Long.MAX_VALUE));
  }

  /** What an event of the topic tells; nothing where it is about no alert, or not in shape. */
  public static Optional<AlertNotice> of(BusEvent event) {
    JsonNode body = event.body();
    String code = body.path("event_code").asText("");
    if (!event.type().equals(TYPE)
        || !(code.equals(EventCode.ALERT_RAISED.code())
            || code.equals(EventCode.ALERT_REPEATED.code()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AlertNotice(
              body.path("alert").asText(""),
              body.path("rule").asText(""),
              Instant.parse(body.path("time").asText("")).toEpochMilli(),
              sequences(body.path("events"))));
    } catch (InvalidField | DateTimeException | ArithmeticException misshapen) {
      return Optional.empty();
    }
  }

  private static List<Long> sequences(JsonNode list) {
    List<Long> all = new ArrayList<>();
    for (JsonNode one : list) {
      if (!one.canConvertToLong() || all.size() == AuditRequest.EventSessions.EVENTS_MAX) {
        throw new InvalidField("events", "expected: a short list of sequences");
      }
      all.add(one.longValue());
    }
    return all;
  }
}
