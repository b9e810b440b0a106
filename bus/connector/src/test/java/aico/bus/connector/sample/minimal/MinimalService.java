package aico.bus.connector.sample.minimal;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.contract.VaultReply;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The least a service can be: what the connector itself costs is measured with it. */
@ApplicationScoped
public class MinimalService {

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  Answer handle(Ask ask) {
    return Answer.of(new VaultReply.Vaults(List.of()));
  }
}
