package aico.bus.connector.channel;

import aico.bus.connector.OutgoingRecords;
import aico.bus.connector.RecordSink;
import aico.bus.zmq.Reserve;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Records on their way into the outbox, acknowledged once durable there. */
final class RecordsOut implements Function<Multi<Message<?>>, Multi<Void>> {
  /** Appends under way: enough for the outbox to write many with one sync. */
  private static final int CONCURRENCY = 1024;

  private final String channel;
  private final RecordSink sink;

  RecordsOut(String channel, RecordSink sink) {
    this.channel = channel;
    this.sink = sink;
  }

  @Override
  public Multi<Void> apply(Multi<Message<?>> messages) {
    return messages
        .onItem()
        .transformToUni(message -> Uni.createFrom().completionStage(() -> append(message)))
        .merge(CONCURRENCY);
  }

  private CompletionStage<Void> append(Message<?> message) {
    CompletionStage<?> durable;
    try {
      durable =
          switch (message.getPayload()) {
            case byte[] record -> sink.append(record, Reserve.NONE);
            case OutgoingRecords batch -> sink.append(batch.records(), Reserve.NONE);
            default ->
                throw new IllegalStateException(
                    "channel " + channel + ": payload (expected: byte[] or OutgoingRecords)");
          };
    } catch (RuntimeException e) {
      return message.nack(e);
    }
    return durable
        .handle((position, failure) -> failure == null ? message.ack() : message.nack(failure))
        .thenCompose(Function.identity());
  }
}
