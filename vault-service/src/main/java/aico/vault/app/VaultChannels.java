package aico.vault.app;

import aico.bus.connector.AlertResponses;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.BusSignal;
import aico.bus.connector.ReadOnly;
import aico.vault.bus.KeyFollower;
import aico.vault.bus.VaultRequests;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels of the bus that this service hears. */
@ApplicationScoped
public class VaultChannels {
  @Inject VaultRequests requests;
  @Inject KeyFollower keys;
  @Inject ReadOnly readOnly;
  @Inject AlertResponses responses;

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
    switch (signal) {
      case BusSignal.Happened happened -> keys.heard();
      case BusSignal.Gap gap -> keys.heard();
      case BusSignal.Silence silence -> keys.silence();
    }
  }

  @Incoming("alerts")
  @RunOnVirtualThread
  void alert(BusSignal signal) {
    responses.heard(signal);
  }
}
