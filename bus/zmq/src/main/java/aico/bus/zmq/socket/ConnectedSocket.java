package aico.bus.zmq.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * The connecting end of a topic: a DEALER or a SUB that is kept connected. JeroMQ tries again when
 * nobody listens, but never after a refusal, and waits for ever for a server that stalls: so the
 * connection is made anew, with backoff, whenever it ends or does not get through its handshake in
 * time. When a key changed, {@link #renew} makes the new connection before it leaves the old one.
 * Loop's thread only.
 */
public final class ConnectedSocket {
  private static final long BACKOFF_MS = 50;
  private static final long BACKOFF_MAX_MS = 1_000;

  /** How often to see whether a connection that is being left still owes answers. */
  private static final long LEAVING_LOOK_MS = 20;

  /** No answer comes later than the longest deadline. */
  private static final long LEAVING_MAX_MS = aico.bus.zmq.Limits.DEADLINE_MS;

  /** What the endpoint hears. */
  public interface Owner {
    /** Connected and authenticated; what is sent from here on goes over the new connection. */
    void ready();

    /** A connection that was ready has ended. */
    void lost(int connection);

    /** Whether something is still awaited from a connection; it is then left only later. */
    default boolean awaits(int connection) {
      return false;
    }

    void received(List<byte[]> frames);

    /** A message with more frames than the limits say. */
    void malformed();
  }

  /**
   * Where to connect and whom to expect there.
   *
   * @param nextServerKey tried in turn with the other, or null
   */
  public record Target(String endpoint, String serverKey, @Nullable String nextServerKey) {
    /** Whether a server with that key is expected. */
    boolean expects(String key) {
      return key.equals(serverKey) || key.equals(nextServerKey);
    }
  }

  private final SocketFactory factory;
  private final EventLoop loop;
  private final SocketType type;
  private final SocketLimits limits;
  private final Supplier<Target> target;
  private final Owner owner;
  private final List<Connection> leaving = new ArrayList<>();

  private @Nullable Connection current;
  private @Nullable Connection successor;
  private int connections;
  private int opening;
  private long backoffMs = BACKOFF_MS;
  private boolean nextKeyTurn;
  private boolean closed;
  private volatile boolean ready;
  private volatile boolean moving;

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

  /** Whether a connection under an earlier key is still in use. Any thread. */
  public boolean isMoving() {
    return moving;
  }

  /** The connection that {@link #send} uses. */
  public int connection() {
    return current == null ? 0 : current.id();
  }

  /** Queues a message for the owner of the topic; false when its queue is full. */
  public boolean send(List<byte[]> frames) {
    return current != null && current.send(frames);
  }

  /** Ends the connection and makes a new one after the backoff. */
  public void reconnect() {
    if (closed) {
      return;
    }
    Connection before = current;
    boolean wasReady = ready;
    // A server that has taken its next key refuses those who expect the old one, and the reverse.
    nextKeyTurn ^= !wasReady;
    closeCurrent();
    long delayMs = backoffMs;
    backoffMs = Math.min(BACKOFF_MAX_MS, 2 * backoffMs);
    int expected = opening;
    loop.schedule(
        delayMs,
        () -> {
          if (!closed && opening == expected) {
            open();
          }
        });
    if (wasReady && before != null) {
      owner.lost(before.id());
    }
  }

  /** The target changed: keeps a connection that it still expects. */
  public void targetChanged() {
    nextKeyTurn = false;
    if (current != null && !target.get().expects(current.serverKey())) {
      renew();
    }
  }

  /** Moves to a connection under the keys of now, with no moment without one. */
  public void renew() {
    if (closed || current == null) {
      return;
    }
    if (!ready) {
      reconnect();
      return;
    }
    closeSuccessor();
    moving = true;
    successor = connect();
  }

  public void close() {
    closed = true;
    closeCurrent();
    List.copyOf(leaving).forEach(this::left);
  }

  private void open() {
    current = connect();
  }

  private Connection connect() {
    Target to = target.get();
    String next = to.nextServerKey();
    Connection connection =
        new Connection(
            factory,
            loop,
            type,
            limits,
            ++connections,
            nextKeyTurn && next != null ? next : to.serverKey(),
            new Connection.Owner() {
              @Override
              public void ready(Connection connection) {
                becameReady(connection);
              }

              @Override
              public void ended(Connection connection) {
                connectionEnded(connection);
              }

              @Override
              public void received(Connection connection, List<byte[]> frames) {
                owner.received(frames);
              }

              @Override
              public void malformed() {
                owner.malformed();
              }
            });
    connection.connect(to.endpoint());
    return connection;
  }

  private void becameReady(Connection connection) {
    if (connection == successor) {
      Connection before = current;
      current = connection;
      successor = null;
      if (before != null) {
        leaving.add(before);
        leave(before, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVING_MAX_MS));
      }
    }
    if (connection == current) {
      ready = true;
      backoffMs = BACKOFF_MS;
      owner.ready();
    }
  }

  private void leave(Connection connection, long deadlineNanos) {
    if (!leaving.contains(connection)) {
      return;
    }
    if (owner.awaits(connection.id()) && System.nanoTime() - deadlineNanos < 0) {
      loop.schedule(LEAVING_LOOK_MS, () -> leave(connection, deadlineNanos));
    } else {
      left(connection);
    }
  }

  private void left(Connection connection) {
    leaving.remove(connection);
    connection.close();
    moving = successor != null || !leaving.isEmpty();
  }

  private void connectionEnded(Connection connection) {
    if (connection == current) {
      reconnect();
    } else if (connection == successor) {
      nextKeyTurn = !nextKeyTurn;
      closeSuccessor();
      moving = true;
      loop.schedule(
          BACKOFF_MS,
          () -> {
            if (successor == null) {
              renew();
            }
          });
    } else if (leaving.contains(connection)) {
      left(connection);
      owner.lost(connection.id());
    }
  }

  private void closeSuccessor() {
    if (successor != null) {
      successor.close();
      successor = null;
    }
    moving = !leaving.isEmpty();
  }

  private void closeCurrent() {
    opening++;
    ready = false;
    closeSuccessor();
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
