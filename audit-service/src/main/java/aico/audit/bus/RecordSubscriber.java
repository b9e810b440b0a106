package aico.audit.bus;

import aico.bus.zmq.RecordBatch;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The channel of records. */
public final class RecordSubscriber implements Flow.Subscriber<Message<RecordBatch>> {
  private static final System.Logger LOG = System.getLogger(RecordSubscriber.class.getName());

  private final RecordIntake intake;

  public RecordSubscriber(RecordIntake intake) {
    this.intake = intake;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Message<RecordBatch> message) {
    try {
      intake
          .store(message.getPayload())
          .whenComplete((stored, failed) -> {
            var unused = failed == null ? message.ack() : message.nack(failed);
          });
    } catch (RuntimeException e) {
      message.nack(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.ERROR, "audit.records: the channel has failed", failure);
  }

  @Override
  public void onComplete() {
    // The service is stopping.
  }
}
