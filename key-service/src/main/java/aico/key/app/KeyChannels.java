package aico.key.app;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.ReadOnly;
import aico.key.bus.KeyRequests;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels of the bus that this service hears. */
@ApplicationScoped
public class KeyChannels {
  @Inject KeyRequests requests;
  @Inject ReadOnly readOnly;

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  Answer request(Ask ask) {
    readOnly.check(ask.request());
    return requests.handle(ask);
  }
}
