package aico.policy.app;

import aico.bus.connector.OutgoingEvent;
import aico.bus.contract.PolicyReply;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Says which version is in force; what is not heard is seen in the next heartbeat. */
@ApplicationScoped
public class PolicyEvents {
  private static final String LOADED = "policy.loaded";

  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.DROP)
  Emitter<OutgoingEvent> events;

  void loaded(PolicyReply.State state) {
    // Before the channels are open there is nobody to hear it.
    if (events.hasRequests()) {
      var unused = events.send(new OutgoingEvent(LOADED, state));
    }
  }
}
