package aico.bus.connector.channel;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Where an endpoint's handler, on its virtual thread, hands messages to SmallRye. How many are
 * under way is bounded by the endpoint (its limit of handlers, its credit), not here.
 */
final class Inlet {
  private final Context context;
  private final CompletableFuture<MultiEmitter<? super Message<?>>> subscribed =
      new CompletableFuture<>();
  private final Multi<Message<?>> messages;

  /**
   * An inlet of one channel.
   *
   * @param context the channel's root context, on which its messages set out
   */
  Inlet(Context context) {
    this.context = context;
    this.messages =
        Multi.createFrom()
            .<Message<?>>emitter(subscribed::complete, BackPressureStrategy.BUFFER)
            .emitOn(task -> context.runOnContext(ignored -> task.run()));
  }

  Multi<Message<?>> messages() {
    return messages;
  }

  /**
   * Hands over a message; waits while the application is still being wired.
   *
   * @param waitNanos how long to wait for that at most
   * @throws TimeoutException when the application is not there in time
   */
  <T> BusMessage<T> emit(T payload, long waitNanos, Object... metadata)
      throws InterruptedException, TimeoutException {
    MultiEmitter<? super Message<?>> emitter;
    try {
      emitter = subscribed.get(waitNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails this future", e);
    }
    BusMessage<T> message =
        new BusMessage<>(payload, VertxContext.createNewDuplicatedContext(context), metadata);
    emitter.emit(message);
    return message;
  }
}
