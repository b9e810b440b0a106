package aico.bus.zmq.socket;

import aico.bus.crypto.Hex;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;

/**
 * One attempt at being connected: a socket with one server key, from its making to its end. Loop's
 * thread only.
 */
final class Connection {
  private static final int EVENTS =
      ZMQ.EVENT_CONNECTED
          | ZMQ.EVENT_DISCONNECTED
          | ZMQ.HANDSHAKE_FAILED_AUTH
          | ZMQ.HANDSHAKE_FAILED_PROTOCOL;

  /** A handshake takes 5 ms. */
  private static final long HANDSHAKE_MS = 2_000;

  private static final long FIRST_LOOK_MS = 2;
  private static final long LAST_LOOK_MS = 50;

  /** Messages taken before other sockets have their turn. */
  private static final int TURN = 64;

  /** What becomes of it. */
  interface Owner {
    /** Connected and authenticated; said once. */
    void ready(Connection connection);

    /** Refused, lost, or stuck in its handshake; to be closed. */
    void ended(Connection connection);

    void received(Connection connection, List<byte[]> frames);

    void malformed();
  }

  private final SocketFactory factory;
  private final EventLoop loop;
  private final SocketLimits limits;
  private final Owner owner;
  private final int id;
  private final String serverKey;
  private final ZMQ.Socket socket;
  private boolean ready;
  private boolean closed;

  /**
   * Makes the socket; {@link #connect} starts it.
   *
   * @param id tells it from the other connections of its endpoint
   */
  Connection(
      SocketFactory factory,
      EventLoop loop,
      SocketType type,
      SocketLimits limits,
      int id,
      String serverKey,
      Owner owner) {
    this.factory = factory;
    this.loop = loop;
    this.limits = limits;
    this.owner = owner;
    this.id = id;
    this.serverKey = serverKey;
    socket = factory.connecting(type, Hex.decode(serverKey), limits);
    ZEvent.ZEventConsummer hook =
        event -> {
          Object value = event.getValue();
          loop.execute(() -> happened(event, value));
        };
    socket.setEventHook(hook, EVENTS);
    if (type == SocketType.SUB) {
      socket.subscribe(new byte[0]);
    }
  }

  void connect(String endpoint) {
    loop.add(socket, this::receive);
    socket.connect(endpoint);
  }

  int id() {
    return id;
  }

  String serverKey() {
    return serverKey;
  }

  boolean isReady() {
    return ready;
  }

  /** Queues a message; false when the queue is full. */
  boolean send(List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      int more = i < frames.size() - 1 ? ZMQ.SNDMORE : 0;
      if (!socket.send(frames.get(i), more | ZMQ.DONTWAIT)) {
        return false;
      }
    }
    return true;
  }

  void close() {
    if (!closed) {
      closed = true;
      loop.remove(socket);
      factory.destroy(socket);
    }
  }

  private void happened(ZEvent event, @Nullable Object value) {
    if (closed) {
      return;
    }
    switch (event.getEvent()) {
      case CONNECTED -> {
        if (value instanceof SocketChannel channel) {
          long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANDSHAKE_MS);
          look(channel, deadline, FIRST_LOOK_MS);
        }
      }
      case DISCONNECTED, HANDSHAKE_FAILED_AUTH, HANDSHAKE_FAILED_PROTOCOL -> owner.ended(this);
      default -> {}
    }
  }

  /** JeroMQ does not say when a handshake is complete. */
  private void look(SocketChannel channel, long deadlineNanos, long delayMs) {
    if (closed || ready) {
      return;
    }
    if (factory.engines().metadata(channel) != null) {
      becomeReady();
    } else if (System.nanoTime() - deadlineNanos > 0) {
      owner.ended(this);
    } else {
      factory.engines().nudge();
      loop.schedule(
          delayMs, () -> look(channel, deadlineNanos, Math.min(LAST_LOOK_MS, 2 * delayMs)));
    }
  }

  private void becomeReady() {
    if (!ready) {
      ready = true;
      owner.ready(this);
    }
  }

  private void receive() {
    for (int i = 0; i < TURN && !closed; i++) {
      Message message = Message.receive(socket, limits.receiveFrames());
      if (message == null) {
        return;
      }
      becomeReady();
      if (message.frames().size() > limits.receiveFrames()) {
        owner.malformed();
      } else {
        owner.received(this, message.frames());
      }
    }
  }
}
