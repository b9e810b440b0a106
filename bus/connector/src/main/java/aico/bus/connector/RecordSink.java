package aico.bus.connector;

import aico.bus.zmq.Reserve;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the trail's records go: the outbox of {@code audit.records}, or the log itself in
 * audit-service, which supplies a bean of its own.
 */
public interface RecordSink {

  /**
   * Takes a record.
   *
   * @param record at most {@link CloudEvents#MAX_SIZE_BYTES} bytes
   * @param reserve what it may use of the space kept back
   * @return completed when the record is durable here, or exceptionally when it will not be
   */
  CompletionStage<?> append(byte[] record, Reserve reserve);

  /**
   * Takes records in this order; an outbox takes all or none, of together at most 1 MiB.
   *
   * @return completed when all are durable here, or exceptionally when one will not be
   */
  default CompletionStage<?> append(List<byte[]> records, Reserve reserve) {
    return CompletableFuture.allOf(
        records.stream()
            .map(record -> append(record, reserve).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  /** The last sequence that left the outbox; where there is none, nothing waits in it. */
  default long acknowledged() {
    return Long.MAX_VALUE;
  }
}
