package aico.policy.app;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.policy.bus.PolicyRequests;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels of the bus that this service hears. */
@ApplicationScoped
public class PolicyChannels {
  @Inject PolicyRequests requests;

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  Answer request(Ask ask) {
    return requests.handle(ask);
  }
}
