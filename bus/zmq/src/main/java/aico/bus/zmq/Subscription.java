package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.zmq.socket.SocketLimits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/** A subscription to all events of a topic; gaps show only to who hears everything. */
public final class Subscription implements AutoCloseable {
  private static final SocketLimits LIMITS =
      new SocketLimits(Limits.EVENT_BODY_BYTES, EventFrames.FRAMES, 1, 4 * Limits.EVENTS_QUEUED);

  private final Wiring wiring;
  private final JoinedEndpoint endpoint;
  private final EventListener listener;
  private final SerialQueue queue;

  // Loop's thread only.
  private @Nullable String incarnation;
  private long sequence;
  private boolean gap;
  private boolean silent;
  private boolean closed;
  private long heardNanos = System.nanoTime();

  Subscription(
      Wiring wiring, String topic, Supplier<BundleTopic.Joined> bundle, EventListener listener) {
    this.wiring = wiring;
    this.listener = listener;
    // One more than the events, for the silence.
    queue = new SerialQueue(topic, Limits.EVENTS_QUEUED + 1);
    endpoint = new JoinedEndpoint(wiring, topic, bundle, SocketType.SUB, LIMITS, this::received);
    wiring.loop().schedule(Limits.SILENCE_MS, this::listenForSilence);
  }

  JoinedEndpoint endpoint() {
    return endpoint;
  }

  /** Ends the connection and makes a new one. */
  void reconnect() {
    wiring.loop().executeAndWait(endpoint::reconnect);
  }

  private void received(List<byte[]> frames) {
    BusEvent event;
    try {
      event = EventFrames.decode(frames);
    } catch (InvalidField e) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      return;
    }
    endpoint.count(BusMeters.Counter.MESSAGES_IN);
    heardNanos = System.nanoTime();
    silent = false;
    boolean heartbeat = event.type().equals(BusEvent.HEARTBEAT);
    long expected = heartbeat ? sequence : sequence + 1;
    gap |= !event.incarnation().equals(incarnation) || event.sequence() != expected;
    incarnation = event.incarnation();
    sequence = event.sequence();
    boolean missed = gap;
    gap =
        !queue.offer(() -> {
          if (missed) {
            listener.onGap();
          }
          if (heartbeat) {
            listener.onHeartbeat(event);
          } else {
            listener.onEvent(event);
          }
        });
    if (gap) {
      endpoint.count(BusMeters.Counter.DROPPED);
    }
  }

  private void listenForSilence() {
    if (closed) {
      return;
    }
    long quietMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
    if (quietMs >= Limits.SILENCE_MS && !silent) {
      silent = queue.offer(listener::onSilence);
    }
    long remainingMs = Limits.SILENCE_MS - quietMs;
    wiring.loop().schedule(remainingMs > 0 ? remainingMs : 500, this::listenForSilence);
  }

  @Override
  public void close() {
    wiring.loop().execute(() -> closed = true);
    wiring.close(endpoint);
  }
}
