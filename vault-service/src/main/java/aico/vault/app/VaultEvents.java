package aico.vault.app;

import aico.bus.connector.OutgoingEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Says on {@code vault.events} that something changed; what, only a request tells. */
@ApplicationScoped
public class VaultEvents {
  private static final OutgoingEvent CHANGED = new OutgoingEvent("vault.changed", Map.of());

  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> events;

  void changed() {
    var unused = events.send(CHANGED);
  }
}
