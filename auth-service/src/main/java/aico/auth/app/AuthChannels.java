package aico.auth.app;

import aico.auth.bus.AuthRequests;
import aico.auth.bus.KeyFollower;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.BusSignal;
import aico.bus.connector.ReadOnly;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels of the bus that this service hears. */
@ApplicationScoped
public class AuthChannels {
  @Inject AuthRequests requests;
  @Inject KeyFollower keys;
  @Inject ReadOnly readOnly;
  @Inject Opening opening;

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  Answer request(Ask ask) {
    readOnly.check(ask.request());
    return requests.handle(ask);
  }

  @Incoming("key-events")
  @RunOnVirtualThread
  void keyEvent(BusSignal signal) {
    keys.heard(signal);
  }

  /** Before the state is open no session lives, and there is nothing to end. */
  @Incoming("alerts")
  @RunOnVirtualThread
  void alert(BusSignal signal) {
    opening.responses().ifPresent(responses -> responses.heard(signal));
  }
}
