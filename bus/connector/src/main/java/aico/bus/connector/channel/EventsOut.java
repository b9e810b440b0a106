package aico.bus.connector.channel;

import aico.bus.connector.OutgoingEvent;
import aico.bus.zmq.EventPublisher;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Own events on their way out, acknowledged once published. A heartbeat follows each, since what
 * happened may have changed the state that heartbeats carry.
 */
final class EventsOut implements Function<Multi<Message<?>>, Multi<Void>> {
  private final String channel;
  private final EventPublisher publisher;

  EventsOut(String channel, EventPublisher publisher) {
    this.channel = channel;
    this.publisher = publisher;
  }

  @Override
  public Multi<Void> apply(Multi<Message<?>> messages) {
    return messages
        .onItem()
        .transformToUniAndConcatenate(
            message -> Uni.createFrom().completionStage(() -> publish(message)));
  }

  private CompletionStage<Void> publish(Message<?> message) {
    if (!(message.getPayload() instanceof OutgoingEvent event)) {
      return message.nack(
          new IllegalStateException("channel " + channel + ": payload is no OutgoingEvent"));
    }
    try {
      publisher.publish(event.type(), event.body());
      publisher.beat();
    } catch (RuntimeException e) {
      return message.nack(e);
    }
    return message.ack();
  }
}
