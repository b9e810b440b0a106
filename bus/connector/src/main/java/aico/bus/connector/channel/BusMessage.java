package aico.bus.connector.channel;

import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * A message from the bus. Its outcome completes when it is acknowledged, and fails with what its
 * handler threw.
 */
final class BusMessage<T> implements ContextAwareMessage<T>, MetadataInjectableMessage<T> {
  private final T payload;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private Metadata metadata;

  /**
   * A message on its own Vert.x context.
   *
   * @param context a duplicated context, for this message alone
   * @param others what is to travel to the outgoing message
   */
  BusMessage(T payload, Context context, Object... others) {
    this.payload = payload;
    this.metadata = Metadata.of(others).with(new LocalContextMetadata(context));
  }

  /** How it ended. */
  CompletableFuture<Void> outcome() {
    return outcome;
  }

  @Override
  public T getPayload() {
    return payload;
  }

  @Override
  public synchronized Metadata getMetadata() {
    return metadata;
  }

  @Override
  public synchronized void injectMetadata(Object injected) {
    metadata = metadata.with(injected);
  }

  @Override
  public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
    return this::ack;
  }

  @Override
  public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
    return this::nack;
  }

  @Override
  public CompletionStage<Void> ack(Metadata ackMetadata) {
    outcome.complete(null);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> nack(Throwable reason, Metadata nackMetadata) {
    outcome.completeExceptionally(reason);
    return CompletableFuture.completedStage(null);
  }
}
