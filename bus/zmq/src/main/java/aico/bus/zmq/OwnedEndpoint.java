package aico.bus.zmq;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.zmq.socket.BoundSocket;
import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/** The bound end of a topic, with its meters and its health. */
final class OwnedEndpoint implements Endpoint, BoundSocket.Owner {

  /** What the endpoint of one kind does with messages. */
  interface Receiver {
    /** On the loop's thread. */
    void received(Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames);

    /** Somebody subscribed to something. On the loop's thread. */
    default void subscribed() {}

    /** On any thread. */
    default void ended(Peer peer) {}
  }

  /** What a message to a reading peer takes, many times over. */
  private static final long GOODBYE_MS = 200;

  private final Wiring wiring;
  private final String topic;
  private final TopicKind kind;
  private final AllowList list;
  private final Receiver receiver;
  private volatile @Nullable BoundSocket socket;

  /** When this principal took another key while peers still had the earlier one; 0 for never. */
  private volatile long rekeyedNanos;

  /** Binds, or {@link BusException}. Loop's thread only. */
  OwnedEndpoint(
      Wiring wiring,
      String topic,
      BundleTopic.Owned owned,
      SocketType type,
      AllowList list,
      SocketLimits limits,
      Receiver receiver) {
    this.wiring = wiring;
    this.topic = topic;
    this.kind = owned.kind();
    this.list = list;
    this.receiver = receiver;
    socket =
        new BoundSocket(
            wiring.factory(),
            wiring.loop(),
            wiring.zap(),
            type,
            topic,
            owned.endpoint(),
            list,
            limits,
            this);
  }

  /** Sends to one peer and counts. Loop's thread only. */
  SendResult send(byte[] routing, List<byte[]> frames) {
    BoundSocket s = socket;
    SendResult result = s == null ? SendResult.GONE : s.send(routing, frames);
    count(result == SendResult.SENT ? BusMeters.Counter.MESSAGES_OUT : BusMeters.Counter.DROPPED);
    return result;
  }

  /** Sends to all subscribers and counts. Loop's thread only. */
  void publish(List<byte[]> frames) {
    BoundSocket s = socket;
    if (s != null) {
      s.publish(frames);
      count(BusMeters.Counter.MESSAGES_OUT);
    }
  }

  /**
   * Ends the connections of keys no longer on the list; nothing from them is heard any more. A
   * stream's owner has a moment to tell its subscriber why. Any thread.
   */
  void endUnlisted() {
    if (kind == TopicKind.STREAM) {
      wiring.loop().schedule(GOODBYE_MS, this::endUnlistedNow);
    } else {
      endUnlistedNow();
    }
  }

  private void endUnlistedNow() {
    BoundSocket s = socket;
    if (s != null) {
      s.endUnlisted();
    }
  }

  /** Ends one connection that breaks the protocol. Any thread. */
  void end(Peer peer) {
    BoundSocket s = socket;
    if (s != null) {
      s.end(peer);
    }
  }

  void count(BusMeters.Counter counter) {
    wiring.meters().count(topic, counter, 1);
  }

  @Override
  public void received(Peer peer, byte[] routing, List<byte[]> frames) {
    AllowList.Entry entry = list.entry(peer);
    if (entry == null) {
      count(BusMeters.Counter.DROPPED);
      return;
    }
    receiver.received(peer, entry, routing, frames);
  }

  @Override
  public void malformed() {
    count(BusMeters.Counter.MALFORMED);
  }

  @Override
  public void unlisted() {
    count(BusMeters.Counter.DROPPED);
  }

  @Override
  public void subscribed() {
    receiver.subscribed();
  }

  @Override
  public void refused(String address, BoundSocket.Refusal refusal) {
    count(BusMeters.Counter.REFUSED);
    PeerRefused.Reason reason =
        switch (refusal) {
          case KEY -> PeerRefused.Reason.KEY;
          case PROTOCOL -> PeerRefused.Reason.PROTOCOL;
          case STALLED -> PeerRefused.Reason.STALLED;
          case ENDLESS -> PeerRefused.Reason.ENDLESS;
        };
    wiring.refusals().accept(new PeerRefused(topic, address, reason));
  }

  @Override
  public void ended(Peer peer) {
    receiver.ended(peer);
  }

  @Override
  public EndpointHealth health() {
    return socket == null
        ? new EndpointHealth(topic, kind, true, EndpointHealth.State.DOWN, "closed")
        : new EndpointHealth(topic, kind, true, EndpointHealth.State.UP, "");
  }

  @Override
  public void keyChanged() {
    BoundSocket s = socket;
    if (s != null) {
      rekeyedNanos = s.rekey();
    }
  }

  /**
   * Whether a peer of the suite is still connected under the earlier key, its own or ours. An
   * integrator cannot move by itself: it needs another credential file.
   */
  @Override
  public boolean isMoving() {
    BoundSocket s = socket;
    long since = rekeyedNanos;
    return s != null
        && s.count((peer, accepted) -> {
          AllowList.Entry entry = list.entry(peer);
          return entry != null
              && entry.caller().role() != Role.INTEGRATOR
              && (list.isSecond(peer.publicKey()) || (since != 0 && accepted - since < 0));
        })
            > 0;
  }

  @Override
  public void overlapEnded() {
    BoundSocket s = socket;
    long since = rekeyedNanos;
    rekeyedNanos = 0;
    if (s != null && since != 0) {
      s.endAcceptedBefore(since);
    }
  }

  @Override
  public void closeSockets() {
    BoundSocket s = socket;
    if (s != null) {
      socket = null;
      s.close();
    }
  }
}
