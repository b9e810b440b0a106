package aico.bus.zmq;

import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.zeromq.SocketType;

/**
 * The bound end of a stream topic: messages to and from authenticated peers, each known by the
 * {@link Routing} of its connection. What they mean is the owner's own protocol.
 */
public final class StreamEndpoint implements AutoCloseable {
  private static final SocketLimits LIMITS =
      new SocketLimits(
          Limits.STREAM_FRAME_BYTES,
          Limits.STREAM_FRAMES,
          Limits.STREAM_MESSAGES_UNSENT,
          4 * Limits.STREAM_MESSAGES_QUEUED);

  private static final long ENDED_MS = 200;

  private record Connection(Peer peer, AllowList.Entry entry, Routing routing, SerialQueue queue) {}

  private final Wiring wiring;
  private final String topic;
  private final StreamHandler handler;
  private final OwnedEndpoint endpoint;

  // Loop's thread only.
  private final Map<Long, Connection> connections = new HashMap<>();

  StreamEndpoint(
      Wiring wiring, String topic, BundleTopic.Owned owned, AllowList list, StreamHandler handler) {
    this.wiring = wiring;
    this.topic = topic;
    this.handler = handler;
    endpoint =
        new OwnedEndpoint(
            wiring,
            topic,
            owned,
            SocketType.ROUTER,
            list,
            LIMITS,
            new OwnedEndpoint.Receiver() {
              @Override
              public void received(
                  Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames) {
                StreamEndpoint.this.received(peer, entry, routing, frames);
              }

              @Override
              public void ended(Peer peer) {
                // What it sent before may still be on its way to the loop.
                wiring.loop().schedule(ENDED_MS, () -> StreamEndpoint.this.ended(peer));
              }
            });
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  /**
   * Sends a message of 1 to {@link Limits#STREAM_FRAMES} frames to one peer. Messages to one peer
   * keep the order of the calls.
   */
  public CompletableFuture<SendResult> send(Routing routing, List<byte[]> frames) {
    if (frames.isEmpty() || frames.size() > Limits.STREAM_FRAMES) {
      throw new IllegalArgumentException("frames: " + frames.size() + " (expected: 1 to 16)");
    }
    CompletableFuture<SendResult> result = new CompletableFuture<>();
    wiring
        .loop()
        .execute(() -> {
          try {
            result.complete(endpoint.send(routing.id(), frames));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /**
   * What became of messages sent together.
   *
   * @param sent how many of them, from the first on
   * @param last of the one behind those, or of the last
   */
  public record Sent(int sent, SendResult last) {}

  /** Sends messages to one peer, one after the other, up to the first that cannot be sent. */
  public CompletableFuture<Sent> sendAll(Routing routing, List<List<byte[]>> messages) {
    CompletableFuture<Sent> result = new CompletableFuture<>();
    wiring
        .loop()
        .execute(() -> {
          try {
            int sent = 0;
            SendResult last = SendResult.SENT;
            while (sent < messages.size()) {
              last = endpoint.send(routing.id(), messages.get(sent));
              if (last != SendResult.SENT) {
                break;
              }
              sent++;
            }
            result.complete(new Sent(sent, last));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void received(Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames) {
    endpoint.count(BusMeters.Counter.MESSAGES_IN);
    Connection connection =
        connections.computeIfAbsent(
            peer.connection(),
            id ->
                new Connection(
                    peer,
                    entry,
                    new Routing(routing),
                    new SerialQueue(topic, Limits.STREAM_MESSAGES_QUEUED)));
    List<byte[]> copy = List.copyOf(frames);
    if (!connection.queue.offer(() -> handler.received(entry.caller(), connection.routing, copy))) {
      // A peer that sends faster than it is heard has no credit to do so.
      endpoint.count(BusMeters.Counter.DROPPED);
      endpoint.end(peer);
    }
  }

  private void ended(Peer peer) {
    Connection connection = connections.remove(peer.connection());
    if (connection != null) {
      connection.queue.addLast(() -> handler.closed(connection.entry.caller(), connection.routing));
    }
  }

  @Override
  public void close() {
    wiring.close(endpoint);
  }
}
