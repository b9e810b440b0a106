package aico.bus.zmq.socket;

import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;

/**
 * The connecting end of a topic: a DEALER or a SUB that is kept connected. JeroMQ tries again when
 * nobody listens, but never after a refusal, and waits for ever for a server that stalls: so the
 * socket is made anew, with backoff, whenever a connection ends or does not get through its
 * handshake in time. Loop's thread only.
 */
public final class ConnectedSocket {
  private static final int EVENTS =
      ZMQ.EVENT_CONNECTED
          | ZMQ.EVENT_DISCONNECTED
          | ZMQ.HANDSHAKE_FAILED_AUTH
          | ZMQ.HANDSHAKE_FAILED_PROTOCOL;

  /** A handshake takes 5 ms. */
  private static final long HANDSHAKE_MS = 2_000;

  private static final long BACKOFF_MS = 50;
  private static final long BACKOFF_MAX_MS = 1_000;
  private static final long FIRST_LOOK_MS = 2;
  private static final long LAST_LOOK_MS = 50;

  /** Messages taken before other sockets have their turn. */
  private static final int TURN = 64;

  /** What the endpoint hears. */
  public interface Owner {
    /** Connected and authenticated. */
    void ready();

    /** The connection that was ready has ended. */
    void lost();

    void received(List<byte[]> frames);

    /** A message with more frames than the limits say. */
    void malformed();
  }

  /** Where to connect and whom to expect there. */
  public record Target(String endpoint, String serverKey) {}

  private final SocketFactory factory;
  private final EventLoop loop;
  private final SocketType type;
  private final SocketLimits limits;
  private final Supplier<Target> target;
  private final Owner owner;

  private ZMQ.@Nullable Socket socket;
  private int generation;
  private long backoffMs = BACKOFF_MS;
  private volatile boolean ready;
  private boolean closed;

  public ConnectedSocket(
      SocketFactory factory,
      EventLoop loop,
      SocketType type,
      SocketLimits limits,
      Supplier<Target> target,
      Owner owner) {
    this.factory = factory;
    this.loop = loop;
    this.type = type;
    this.limits = limits;
    this.target = target;
    this.owner = owner;
    open();
  }

  /** Connected and authenticated. Any thread. */
  public boolean isReady() {
    return ready;
  }

  /** Queues a message for the owner of the topic; false when its queue is full. */
  public boolean send(List<byte[]> frames) {
    ZMQ.Socket s = socket;
    if (s == null) {
      return false;
    }
    for (int i = 0; i < frames.size(); i++) {
      int more = i < frames.size() - 1 ? ZMQ.SNDMORE : 0;
      if (!s.send(frames.get(i), more | ZMQ.DONTWAIT)) {
        return false;
      }
    }
    return true;
  }

  /** Ends the connection and makes a new one after the backoff. */
  public void reconnect() {
    if (closed) {
      return;
    }
    boolean wasReady = ready;
    closeSocket();
    long delayMs = backoffMs;
    backoffMs = Math.min(BACKOFF_MAX_MS, 2 * backoffMs);
    int expected = generation;
    loop.schedule(
        delayMs,
        () -> {
          if (!closed && generation == expected) {
            open();
          }
        });
    if (wasReady) {
      owner.lost();
    }
  }

  public void close() {
    closed = true;
    closeSocket();
  }

  private void open() {
    Target to = target.get();
    ZMQ.Socket s = factory.connecting(type, aico.bus.crypto.Hex.decode(to.serverKey()), limits);
    int current = ++generation;
    ZEvent.ZEventConsummer hook =
        event -> {
          Object value = event.getValue();
          loop.execute(() -> happened(current, event, value));
        };
    s.setEventHook(hook, EVENTS);
    if (type == SocketType.SUB) {
      s.subscribe(new byte[0]);
    }
    socket = s;
    loop.add(s, this::receive);
    s.connect(to.endpoint());
  }

  private void closeSocket() {
    generation++;
    ready = false;
    ZMQ.Socket s = socket;
    if (s != null) {
      socket = null;
      loop.remove(s);
      factory.destroy(s);
    }
  }

  private void happened(int of, ZEvent event, @Nullable Object value) {
    if (of != generation || closed) {
      return;
    }
    switch (event.getEvent()) {
      case CONNECTED -> {
        if (value instanceof SocketChannel channel) {
          long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANDSHAKE_MS);
          look(of, channel, deadline, FIRST_LOOK_MS);
        }
      }
      case DISCONNECTED, HANDSHAKE_FAILED_AUTH, HANDSHAKE_FAILED_PROTOCOL -> reconnect();
      default -> {}
    }
  }

  /** JeroMQ does not say when a handshake is complete. */
  private void look(int of, SocketChannel channel, long deadlineNanos, long delayMs) {
    if (of != generation || closed || ready) {
      return;
    }
    if (factory.engines().metadata(channel) != null) {
      becomeReady();
    } else if (System.nanoTime() - deadlineNanos > 0) {
      reconnect();
    } else {
      factory.engines().nudge();
      loop.schedule(
          delayMs, () -> look(of, channel, deadlineNanos, Math.min(LAST_LOOK_MS, 2 * delayMs)));
    }
  }

  private void becomeReady() {
    if (!ready) {
      ready = true;
      backoffMs = BACKOFF_MS;
      owner.ready();
    }
  }

  private void receive() {
    ZMQ.Socket s = socket;
    for (int i = 0; i < TURN && s != null && s == socket; i++) {
      Message message = Message.receive(s, limits.receiveFrames());
      if (message == null) {
        return;
      }
      becomeReady();
      if (message.frames().size() > limits.receiveFrames()) {
        owner.malformed();
      } else {
        owner.received(message.frames());
      }
    }
  }
}
