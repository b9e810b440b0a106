package aico.bus.connector.channel;

import aico.bus.connector.Answer;
import aico.bus.contract.Reply;
import aico.bus.zmq.OutgoingReply;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Answers on their way to whoever asked. */
final class RepliesOut implements Function<Multi<Message<?>>, Multi<Void>> {
  private final String channel;

  RepliesOut(String channel) {
    this.channel = channel;
  }

  @Override
  public Multi<Void> apply(Multi<Message<?>> messages) {
    return messages
        .onItem()
        .transformToUniAndMerge(message -> Uni.createFrom().completionStage(() -> send(message)));
  }

  private CompletionStage<Void> send(Message<?> message) {
    Optional<ReplySlot> slot = message.getMetadata(ReplySlot.class);
    if (slot.isEmpty()) {
      return message.nack(
          new IllegalStateException("channel " + channel + ": a message that answers no request"));
    }
    return switch (message.getPayload()) {
      case Answer answer -> {
        slot.get()
            .reply()
            .complete(new OutgoingReply(answer.reply(), answer.token(), answer.sealed()));
        yield message.ack();
      }
      case Reply reply -> {
        slot.get().reply().complete(OutgoingReply.of(reply));
        yield message.ack();
      }
      default ->
          message.nack(
              new IllegalStateException("channel " + channel + ": payload is no Answer or Reply"));
    };
  }
}
