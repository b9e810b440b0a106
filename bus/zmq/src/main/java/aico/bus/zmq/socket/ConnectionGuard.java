package aico.bus.zmq.socket;

import aico.bus.crypto.MessageBound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import zmq.io.Metadata;

/**
 * Watches the connections of one bound socket. A connection has {@link #HANDSHAKE_MS} to
 * authenticate; when more than {@link #WAITING} are at it, the oldest goes. One whose key is taken
 * off the list, or whose principal holds too many, is ended at once.
 *
 * <p>A connection is ended by shutting down its input: the engine then sees the end of the stream
 * and cleans up as if the peer had left. Closing the channel would leave the engine behind.
 */
final class ConnectionGuard implements ZEvent.ZEventConsummer, ZapHandler.RefusedKeys {
  static final int EVENTS = ZMQ.EVENT_ACCEPTED | ZMQ.EVENT_DISCONNECTED;

  /** JeroMQ does not time out a peer that stalls after the greeting; a handshake takes 5 ms. */
  static final long HANDSHAKE_MS = 1_000;

  /** Connections in their handshake: a whole suite starting at once has about ten. */
  static final int WAITING = 128;

  /** Connections of one principal: it needs one, a command run many times at once some. */
  static final int PER_PRINCIPAL = 64;

  private static final long TICK_MS = 250;

  /** What the owner of the endpoint hears; called on JeroMQ's or the loop's thread. */
  interface Listener {
    void refused(String address, BoundSocket.Refusal refusal);

    void ended(Peer peer);
  }

  private static final class Waiting {
    private final String address;
    private final long acceptedNanos = System.nanoTime();
    private boolean stalled;

    Waiting(String address) {
      this.address = address;
    }
  }

  private record Live(Peer peer, long acceptedNanos) {}

  private final EngineView engines;
  private final PeerProperty property;
  private final AdmissionList list;
  private final EventLoop loop;
  private final Listener listener;

  // Guarded by this.
  private final Map<SocketChannel, Waiting> waiting = new LinkedHashMap<>();
  private final Map<SocketChannel, Live> live = new HashMap<>();
  private int refusedKeys;
  private boolean ticking;
  private boolean closed;

  ConnectionGuard(
      EngineView engines,
      PeerProperty property,
      AdmissionList list,
      EventLoop loop,
      Listener listener) {
    this.engines = engines;
    this.property = property;
    this.list = list;
    this.loop = loop;
    this.listener = listener;
  }

  /** On JeroMQ's I/O thread. */
  @Override
  public void consume(ZEvent event) {
    if (event.getValue() instanceof SocketChannel channel) {
      switch (event.getEvent()) {
        case ACCEPTED -> accepted(channel);
        case DISCONNECTED -> disconnected(channel);
        default -> {}
      }
    }
  }

  /** The key of a connection was refused. Which connection it is shows when it ends. */
  @Override
  public synchronized void refused() {
    refusedKeys++;
  }

  /** Ends the connections whose key is no longer on the list. */
  synchronized void endUnlisted() {
    promote();
    live.forEach((channel, one) -> {
      if (!one.peer.principal().equals(list.principalOf(one.peer.publicKey()))) {
        end(channel);
      }
    });
  }

  /** Ends the connections that are not authenticated yet; when that was. */
  synchronized long endWaiting() {
    promote();
    waiting.keySet().forEach(ConnectionGuard::end);
    return System.nanoTime();
  }

  /** Ends the connections that were accepted before a time of {@link System#nanoTime}. */
  synchronized void endAcceptedBefore(long nanos) {
    promote();
    live.forEach((channel, one) -> {
      if (one.acceptedNanos - nanos < 0) {
        end(channel);
      }
    });
  }

  /** How many authenticated connections there are, of peers and times of acceptance like these. */
  synchronized long count(BiPredicate<Peer, Long> which) {
    promote();
    return live.values().stream().filter(one -> which.test(one.peer, one.acceptedNanos)).count();
  }

  /** Ends every connection of a peer. */
  synchronized void end(Peer peer) {
    promote();
    live.forEach((channel, other) -> {
      if (other.peer.connection() == peer.connection()) {
        end(channel);
      }
    });
  }

  synchronized void shutDown() {
    closed = true;
    waiting.clear();
    live.clear();
  }

  @Override
  public void close() {}

  private synchronized void accepted(SocketChannel channel) {
    waiting.put(channel, new Waiting(address(channel)));
    if (waiting.size() > WAITING) {
      promote();
    }
    Iterator<Map.Entry<SocketChannel, Waiting>> oldest = waiting.entrySet().iterator();
    int excess = waiting.size() - WAITING;
    while (excess > 0 && oldest.hasNext()) {
      Map.Entry<SocketChannel, Waiting> entry = oldest.next();
      if (!entry.getValue().stalled) {
        entry.getValue().stalled = true;
        end(entry.getKey());
      }
      excess--;
    }
    if (!ticking && !closed) {
      ticking = true;
      loop.schedule(TICK_MS, this::tick);
    }
  }

  private void disconnected(SocketChannel channel) {
    Peer peer;
    Waiting gone;
    BoundSocket.Refusal refusal = BoundSocket.Refusal.PROTOCOL;
    synchronized (this) {
      Live one = live.remove(channel);
      peer = one == null ? null : one.peer;
      gone = waiting.remove(channel);
      if (peer == null && gone != null) {
        // It may have authenticated and left before anybody looked.
        peer = property.decode(engines.metadata(channel));
      }
      if (peer == null && gone != null) {
        if (refusedKeys > 0) {
          refusedKeys--;
          refusal = BoundSocket.Refusal.KEY;
        } else if (gone.stalled) {
          refusal = BoundSocket.Refusal.STALLED;
        }
      }
    }
    boolean endless = MessageBound.takeRefused();
    if (peer != null) {
      if (endless) {
        // Read before the channel is closed, which is after this event.
        listener.refused(address(channel), BoundSocket.Refusal.ENDLESS);
      }
      listener.ended(peer);
    } else if (gone != null) {
      listener.refused(gone.address, refusal);
    }
  }

  private synchronized void tick() {
    promote();
    long now = System.nanoTime();
    waiting.forEach((channel, connection) -> {
      if (now - connection.acceptedNanos > TimeUnit.MILLISECONDS.toNanos(HANDSHAKE_MS)) {
        connection.stalled = true;
        end(channel);
      }
    });
    ticking = !waiting.isEmpty() && !closed;
    if (ticking) {
      loop.schedule(TICK_MS, this::tick);
    }
  }

  /** Moves connections that have authenticated from those waiting to the live ones. */
  private void promote() {
    List<SocketChannel> done = new ArrayList<>();
    waiting.forEach((channel, connection) -> {
      Peer peer = authenticated(channel);
      if (peer != null) {
        done.add(channel);
        live.put(channel, new Live(peer, connection.acceptedNanos));
        if (!peer.principal().equals(list.principalOf(peer.publicKey()))
            || count(peer.principal()) > PER_PRINCIPAL) {
          end(channel);
        }
      }
    });
    done.forEach(waiting::remove);
  }

  private @Nullable Peer authenticated(SocketChannel channel) {
    Metadata metadata = engines.metadata(channel);
    return metadata == null || PeerProperty.hasRoutingId(metadata)
        ? null
        : property.decode(metadata);
  }

  private long count(String principal) {
    return live.values().stream().filter(one -> one.peer.principal().equals(principal)).count();
  }

  private static void end(SocketChannel channel) {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // Already closed, which is what was wanted.
    }
  }

  private static String address(SocketChannel channel) {
    try {
      return channel.getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
