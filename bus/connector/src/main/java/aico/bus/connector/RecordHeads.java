package aico.bus.connector;

import aico.bus.zmq.RecordHello;
import java.util.concurrent.CompletionStage;

/**
 * What a receiver of records has stored of each producer. The service that owns a topic of records
 * supplies a bean; the records themselves come in on its channel.
 */
public interface RecordHeads {

  /**
   * A producer connected. Called on a virtual thread.
   *
   * @return the last sequence of that incarnation that is stored, 0 for none
   */
  CompletionStage<Long> stored(RecordHello hello);
}
