package aico.bus.zmq;

import java.util.concurrent.CompletionStage;

/**
 * Stores records. Both methods are called on a virtual thread, for one producer in order and one at
 * a time, but without waiting for earlier stages to complete, so that batches are stored in a
 * pipeline.
 */
public interface RecordHandler {

  /**
   * A producer connected. Completes with the last sequence of that incarnation that is stored for
   * this producer, 0 for none; the producer goes on after it.
   */
  CompletionStage<Long> hello(RecordHello hello);

  /**
   * Records to store. Completes with the last sequence that is durable; the producer then forgets
   * everything up to it. A stage that fails leaves the records with the producer, which connects
   * anew.
   */
  CompletionStage<Long> store(RecordBatch batch);
}
