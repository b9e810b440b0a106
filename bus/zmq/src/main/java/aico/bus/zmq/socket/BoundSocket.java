package aico.bus.zmq.socket;

import aico.bus.zmq.BusException;
import aico.bus.zmq.SendResult;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The bound end of a topic: a ROUTER or an XPUB with its guard. Every method but {@link
 * #endUnlisted} is for the loop's thread only.
 */
public final class BoundSocket {
  /** Messages taken before other sockets have their turn. */
  private static final int TURN = 64;

  /** What the endpoint hears, on the loop's thread where nothing else is said. */
  public interface Owner {
    /** A message with 1 to {@code receiveFrames} frames after the routing id. */
    void received(Peer peer, byte[] routing, List<byte[]> frames);

    /** A message with more frames than that. */
    void malformed();

    /** Somebody subscribed to, or unsubscribed from, something; XPUB does not say who. */
    default void subscribed() {}

    /** A message whose sender is not, or no longer, on the list; it is dropped. */
    void unlisted();

    /** A connection has ended without being authenticated, or for what its peer sent. */
    void refused(String address, Refusal refusal);

    /** An authenticated connection has ended. On any thread. */
    void ended(Peer peer);
  }

  /** Why a connection was refused. */
  public enum Refusal {
    KEY,
    PROTOCOL,
    STALLED,
    /** A listed peer's, whose message did not end. */
    ENDLESS
  }

  private final SocketFactory factory;
  private final EventLoop loop;
  private final ZapHandler zap;
  private final String topic;
  private final AdmissionList list;
  private final SocketLimits limits;
  private final Owner owner;
  private final ConnectionGuard guard;
  private ZMQ.@Nullable Socket socket;

  /** Binds, or {@link BusException} when the address is taken. */
  public BoundSocket(
      SocketFactory factory,
      EventLoop loop,
      ZapHandler zap,
      SocketType type,
      String topic,
      String endpoint,
      AdmissionList list,
      SocketLimits limits,
      Owner owner) {
    this.factory = factory;
    this.loop = loop;
    this.zap = zap;
    this.topic = topic;
    this.list = list;
    this.limits = limits;
    this.owner = owner;
    guard =
        new ConnectionGuard(
            factory.engines(),
            factory.property(),
            list,
            loop,
            new ConnectionGuard.Listener() {
              @Override
              public void refused(String address, Refusal refusal) {
                owner.refused(address, refusal);
              }

              @Override
              public void ended(Peer peer) {
                owner.ended(peer);
              }
            });
    zap.serve(topic, list, guard);
    ZMQ.Socket s = factory.bound(type, topic, limits);
    s.setEventHook(guard, ConnectionGuard.EVENTS);
    if (!bind(s, endpoint)) {
      zap.forget(topic);
      factory.destroy(s);
      throw new BusException(topic + ": cannot bind " + endpoint + " (another process has it)");
    }
    socket = s;
    loop.add(s, this::receive);
  }

  private static boolean bind(ZMQ.Socket socket, String endpoint) {
    try {
      return socket.bind(endpoint);
    } catch (ZMQException e) {
      return false;
    }
  }

  public boolean isOpen() {
    return socket != null;
  }

  /** Ends the connections of keys that are no longer on the list. Any thread. */
  public void endUnlisted() {
    guard.endUnlisted();
  }

  /**
   * Takes the key of now for every handshake from here on.
   *
   * @return a time of {@link System#nanoTime}: connections accepted before it are under the earlier
   *     key, all others under this one
   */
  public long rekey() {
    if (socket != null) {
      factory.rekey(socket);
    }
    return guard.endWaiting();
  }

  /** Ends the connections that were accepted before a time of {@link System#nanoTime}. */
  public void endAcceptedBefore(long nanos) {
    guard.endAcceptedBefore(nanos);
  }

  /** How many authenticated connections there are, of peers and times of acceptance like these. */
  public long count(BiPredicate<Peer, Long> which) {
    return guard.count(which);
  }

  /** Ends one peer's connection. Any thread. */
  public void end(Peer peer) {
    guard.end(peer);
  }

  /** Publishes to all subscribers; a slow one loses it. */
  public void publish(List<byte[]> frames) {
    ZMQ.Socket s = socket;
    if (s != null) {
      sendParts(s, frames);
    }
  }

  /** Sends to one peer. */
  public SendResult send(byte[] routing, List<byte[]> frames) {
    ZMQ.Socket s = socket;
    if (s == null) {
      return SendResult.GONE;
    }
    try {
      if (!s.send(routing, ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
        return SendResult.FULL;
      }
    } catch (ZMQException e) {
      if (e.getErrorCode() == ZError.EHOSTUNREACH) {
        return SendResult.GONE;
      }
      throw e;
    }
    sendParts(s, frames);
    return SendResult.SENT;
  }

  private static void sendParts(ZMQ.Socket socket, List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      int more = i < frames.size() - 1 ? ZMQ.SNDMORE : 0;
      socket.send(frames.get(i), more | ZMQ.DONTWAIT);
    }
  }

  /** Closes the socket and ends its connections. */
  public void close() {
    ZMQ.Socket s = socket;
    if (s != null) {
      socket = null;
      guard.shutDown();
      loop.remove(s);
      factory.destroy(s);
      zap.forget(topic);
    }
  }

  private void receive() {
    ZMQ.Socket s = socket;
    for (int i = 0; i < TURN && s != null && s == socket; i++) {
      // The routing id is one frame more.
      Message message = Message.receive(s, limits.receiveFrames() + 1);
      if (message == null) {
        return;
      }
      if (s.getSocketType() == SocketType.ROUTER) {
        receive(message);
      } else {
        owner.subscribed();
      }
    }
  }

  private void receive(Message message) {
    Peer peer = factory.property().decode(message.metadata());
    if (peer == null
        || message.metadata() == null
        || PeerProperty.hasRoutingId(message.metadata())
        || !peer.principal().equals(list.principalOf(peer.publicKey()))) {
      owner.unlisted();
      return;
    }
    if (message.frames().size() > limits.receiveFrames() + 1) {
      owner.malformed();
      return;
    }
    List<byte[]> frames = message.frames();
    owner.received(peer, frames.get(0), frames.subList(1, frames.size()));
  }
}
