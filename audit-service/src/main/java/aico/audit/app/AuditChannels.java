package aico.audit.app;

import aico.audit.bus.AuditRequests;
import aico.audit.bus.RecordIntake;
import aico.audit.bus.RecordSubscriber;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.zmq.RecordBatch;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels of the bus that this service hears. */
@ApplicationScoped
public class AuditChannels {
  @Inject AuditRequests requests;
  @Inject RecordIntake intake;

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  Answer request(Ask ask) {
    return requests.handle(ask);
  }

  @Incoming("records")
  Flow.Subscriber<Message<RecordBatch>> records() {
    return new RecordSubscriber(intake);
  }
}
