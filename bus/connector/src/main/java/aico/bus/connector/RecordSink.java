package aico.bus.connector;

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
   * @param reserve whether it may use the space kept for what only takes power away
   * @return completed when the record is durable here, or exceptionally when it will not be
   */
  CompletionStage<?> append(byte[] record, boolean reserve);

  /**
   * Takes records in this order; an outbox takes all or none, of together at most 1 MiB.
   *
   * @return completed when all are durable here, or exceptionally when one will not be
   */
  default CompletionStage<?> append(List<byte[]> records, boolean reserve) {
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
