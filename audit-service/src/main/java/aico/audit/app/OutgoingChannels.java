package aico.audit.app;

import aico.bus.connector.OutgoingEvent;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import aico.detect.Alert;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The topics {@code audit.live} and {@code audit.alerts}, best effort both. */
@ApplicationScoped
public class OutgoingChannels {
  @Inject
  @Channel("live")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> live;

  @Inject
  @Channel("alerts")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> alerts;

  void live(OutgoingEvent event) {
    send(live, event);
  }

  /** Which producer is at fault, and nothing of what its records tell. */
  void alert(AuditEvent alarm) {
    String producer = alarm.actor() == null ? "" : alarm.actor();
    send(
        alerts,
        new OutgoingEvent(
            "audit.alert", Map.of("event_code", alarm.code().code(), "producer", producer)));
  }

  /** Which alert it is, when and by which events; nothing of whom it is about. */
  void alert(Alert alert, List<Long> events) {
    EventCode code = alert.count() == 1 ? EventCode.ALERT_RAISED : EventCode.ALERT_REPEATED;
    send(
        alerts,
        new OutgoingEvent(
            "audit.alert",
            Map.of(
                "event_code",
                code.code(),
                "producer",
                Principals.AUDIT,
                "alert",
                alert.id(),
                "rule",
                alert.rule(),
                "level",
                alert.level().wireName(),
                "time",
                Instant.ofEpochMilli(alert.lastMs()).toString(),
                "events",
                events)));
  }

  private static void send(Emitter<OutgoingEvent> channel, OutgoingEvent event) {
    // Before the channels are open there is nobody to hear it.
    if (channel.hasRequests()) {
      var unused = channel.send(event);
    }
  }
}
