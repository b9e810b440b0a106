package aico.bus.zmq;

import aico.bus.contract.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks on a request topic. */
public final class RequestClient implements AutoCloseable {
  RequestClient() {}

  public IncomingReply ask(
      Request<?> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    throw new UnsupportedOperationException();
  }

  public CompletableFuture<IncomingReply> askAsync(
      Request<?> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
