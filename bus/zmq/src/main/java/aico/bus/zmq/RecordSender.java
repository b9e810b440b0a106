package aico.bus.zmq;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends records from a durable outbox. */
public final class RecordSender implements AutoCloseable {
  RecordSender() {}

  /** Completes when the record is durable in the outbox; throws OutboxFull. */
  public CompletableFuture<RecordPosition> append(byte[] record, boolean reserve) {
    throw new UnsupportedOperationException();
  }

  /** As one: all or none are taken. Completes with the position of the last. */
  public CompletableFuture<RecordPosition> append(List<byte[]> records, boolean reserve) {
    throw new UnsupportedOperationException();
  }

  /** The last record that the receiver acknowledged. */
  public long acknowledged() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
