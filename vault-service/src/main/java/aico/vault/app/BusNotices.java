package aico.vault.app;

import aico.bus.connector.OutgoingEvent;
import aico.vault.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Warnings go to the log; a change goes to {@code vault.events}, without names. */
@ApplicationScoped
public class BusNotices implements Notices {
  private static final System.Logger LOG = System.getLogger("aico.vault");
  private static final OutgoingEvent CHANGED = new OutgoingEvent("vault.changed", Map.of());

  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> events;

  @Override
  public void warn(String sentence) {
    LOG.log(System.Logger.Level.WARNING, "{0}", sentence);
  }

  @Override
  public void changed() {
    // Before the channels are open there is nobody to hear it.
    if (events.hasRequests()) {
      var unused = events.send(CHANGED);
    }
  }
}
