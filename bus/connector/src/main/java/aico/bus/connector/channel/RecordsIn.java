package aico.bus.connector.channel;

import aico.bus.connector.RecordHeads;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Records on their way to the service's store. A batch counts as stored when its message is
 * acknowledged; one that is not stays with its producer, which connects anew.
 */
final class RecordsIn implements RecordHandler {
  private static final System.Logger LOG = System.getLogger(RecordsIn.class.getName());

  private final String topic;
  private final RecordHeads heads;
  private final Inlet inlet;

  RecordsIn(String topic, RecordHeads heads, Inlet inlet) {
    this.topic = topic;
    this.heads = heads;
    this.inlet = inlet;
  }

  @Override
  public CompletionStage<Long> hello(RecordHello hello) {
    return heads.stored(hello);
  }

  @Override
  public CompletionStage<Long> store(RecordBatch batch) {
    try {
      return inlet
          .emit(batch, Long.MAX_VALUE)
          .outcome()
          .whenComplete((done, failure) -> {
            if (failure != null) {
              LOG.log(
                  System.Logger.Level.ERROR,
                  "{0}: batch of {1} not stored: {2}",
                  topic,
                  batch.principal(),
                  Failures.place(failure));
            }
          })
          .thenApply(done -> batch.lastSequence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedStage(e);
    } catch (TimeoutException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
