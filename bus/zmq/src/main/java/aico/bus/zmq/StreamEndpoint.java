package aico.bus.zmq;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A raw ROUTER for audit.stream. */
public final class StreamEndpoint implements AutoCloseable {
  StreamEndpoint() {}

  public CompletableFuture<SendResult> send(Routing routing, List<byte[]> frames) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
