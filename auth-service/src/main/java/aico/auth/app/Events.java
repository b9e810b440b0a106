package aico.auth.app;

import aico.auth.Revocations;
import aico.bus.connector.AuthHead;
import aico.bus.connector.OutgoingEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Pushes the revocation head; what is not heard is seen in the next heartbeat. */
@ApplicationScoped
public class Events {
  private static final String REVOKED = "auth.revoked";

  @Inject Incarnation incarnation;

  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> events;

  void revoked(Revocations revocations) {
    // Before the channels are open there is nobody to hear it.
    if (events.hasRequests()) {
      var unused =
          events.send(
              new OutgoingEvent(REVOKED, new AuthHead(incarnation.id(), revocations.head())));
    }
  }
}
