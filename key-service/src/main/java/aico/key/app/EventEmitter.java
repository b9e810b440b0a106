package aico.key.app;

import aico.bus.connector.OutgoingEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The way to {@code key.events}. Never blocks; what it drops, the next heartbeat tells. */
@ApplicationScoped
public class EventEmitter {
  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> events;

  void publish(OutgoingEvent event) {
    // Before the channels are open, and after they were closed, there is nobody to hear it.
    if (events.hasRequests() && !events.isCancelled()) {
      var unused = events.send(event);
    }
  }
}
