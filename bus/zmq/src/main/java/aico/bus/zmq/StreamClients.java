package aico.bus.zmq;

import aico.bus.crypto.CurveKey;
import aico.bus.zmq.socket.EventLoop;
import aico.bus.zmq.socket.SocketFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers of {@code audit.stream} in one process, each with an integrator's key of its own; one
 * JeroMQ context and one loop serve them all. It needs no bundle, and binds nothing.
 */
public final class StreamClients implements AutoCloseable {
  private final CurveKey nobody;
  private final SocketFactory factory;
  private final EventLoop loop;

  /**
   * Starts the threads.
   *
   * @param onDeath hears of a thread that died; no client works after that
   */
  public StreamClients(Consumer<Throwable> onDeath) {
    // A context is opened with a key; this one is listed nowhere and connects to nothing.
    nobody = CurveKey.generate();
    factory = new SocketFactory(nobody, onDeath);
    loop =
        factory.loop(
            "streams",
            cause -> {
              if (cause != null) {
                onDeath.accept(cause);
              }
            });
  }

  /**
   * Starts following a stream.
   *
   * @param endpoint such as {@code tcp://127.0.0.1:7410}
   * @param serverKey the public key expected there, 64 hex digits
   * @param key the integrator's; closing it is the caller's
   * @param from the sequence to begin with
   * @param credit events under way, 1 to 1,000
   */
  public StreamClient follow(
      String endpoint,
      String serverKey,
      CurveKey key,
      long from,
      int credit,
      StreamClient.Listener listener) {
    SocketFactory own = factory.as(key);
    AtomicReference<@Nullable StreamClient> made = new AtomicReference<>();
    loop.executeAndWait(
        () -> made.set(new StreamClient(own, loop, endpoint, serverKey, from, credit, listener)));
    StreamClient client = made.get();
    if (client == null) {
      throw new BusException(endpoint + ": the loop has ended");
    }
    return client;
  }

  /**
   * Hears of the log's head and checkpoints, of no events; asks for proofs. Shapes as with {@link
   * #follow}.
   */
  public StreamClient watch(
      String endpoint, String serverKey, CurveKey key, StreamClient.Listener listener) {
    return follow(endpoint, serverKey, key, -1, 1, listener);
  }

  /** Ends the threads; close the clients first. */
  @Override
  public void close() {
    loop.close();
    factory.close();
    nobody.close();
  }
}
