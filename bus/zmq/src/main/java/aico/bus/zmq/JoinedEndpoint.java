package aico.bus.zmq;

import aico.bus.contract.TopicKind;
import aico.bus.zmq.socket.ConnectedSocket;
import aico.bus.zmq.socket.SocketLimits;
import java.util.List;
import java.util.function.Supplier;
import org.zeromq.SocketType;

/** The connecting end of a topic, with its meters and its health. */
final class JoinedEndpoint implements Endpoint, ConnectedSocket.Owner {

  /** What the endpoint of one kind does; on the loop's thread. */
  interface Receiver {
    default void ready() {}

    default void lost(int connection) {}

    /** Whether an answer is still to come over that connection. */
    default boolean awaits(int connection) {
      return false;
    }

    void received(List<byte[]> frames);
  }

  private final Wiring wiring;
  private final String topic;
  private final TopicKind kind;
  private final Supplier<BundleTopic.Joined> bundle;
  private final Receiver receiver;
  private final ConnectedSocket socket;
  private ConnectedSocket.Target target;
  private volatile boolean closed;

  /** Starts connecting. Loop's thread only. */
  JoinedEndpoint(
      Wiring wiring,
      String topic,
      Supplier<BundleTopic.Joined> bundle,
      SocketType type,
      SocketLimits limits,
      Receiver receiver) {
    this.wiring = wiring;
    this.topic = topic;
    this.bundle = bundle;
    this.receiver = receiver;
    kind = bundle.get().kind();
    target = target(bundle.get());
    socket = new ConnectedSocket(wiring.factory(), wiring.loop(), type, limits, () -> target, this);
  }

  private static ConnectedSocket.Target target(BundleTopic.Joined joined) {
    return new ConnectedSocket.Target(
        joined.endpoint(), joined.serverKey(), joined.nextServerKey());
  }

  /** Sends and counts; false when the queue is full. Loop's thread only. */
  boolean send(List<byte[]> frames) {
    boolean sent = !closed && socket.send(frames);
    count(sent ? BusMeters.Counter.MESSAGES_OUT : BusMeters.Counter.DROPPED);
    return sent;
  }

  boolean isReady() {
    return !closed && socket.isReady();
  }

  /** The connection that the next message goes over. Loop's thread only. */
  int connection() {
    return socket.connection();
  }

  /** Ends the connection and makes a new one. Loop's thread only. */
  void reconnect() {
    socket.reconnect();
  }

  void count(BusMeters.Counter counter) {
    wiring.meters().count(topic, counter, 1);
  }

  @Override
  public void ready() {
    receiver.ready();
  }

  @Override
  public void lost(int connection) {
    receiver.lost(connection);
  }

  @Override
  public boolean awaits(int connection) {
    return receiver.awaits(connection);
  }

  @Override
  public void received(List<byte[]> frames) {
    receiver.received(frames);
  }

  @Override
  public void malformed() {
    count(BusMeters.Counter.MALFORMED);
  }

  @Override
  public void targetChanged() {
    ConnectedSocket.Target before = target;
    target = target(bundle.get());
    if (!target.endpoint().equals(before.endpoint())) {
      socket.reconnect();
    } else if (!target.equals(before)) {
      socket.targetChanged();
    }
  }

  @Override
  public void keyChanged() {
    socket.renew();
  }

  @Override
  public boolean isMoving() {
    return socket.isMoving();
  }

  @Override
  public EndpointHealth health() {
    if (closed) {
      return new EndpointHealth(topic, kind, false, EndpointHealth.State.DOWN, "closed");
    }
    return socket.isReady()
        ? new EndpointHealth(topic, kind, false, EndpointHealth.State.UP, "")
        : new EndpointHealth(topic, kind, false, EndpointHealth.State.CONNECTING, "not connected");
  }

  @Override
  public void closeSockets() {
    closed = true;
    socket.close();
  }
}
