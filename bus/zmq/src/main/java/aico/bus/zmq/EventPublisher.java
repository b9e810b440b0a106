package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.zeromq.SocketType;

/**
 * Publishes a topic's events, best effort: a subscriber that is away or slow misses some and sees
 * the gap. Once a second a heartbeat goes out with the sequence of the last event and the owner's
 * small state; while the state cannot be had there is none, so that subscribers notice.
 */
public final class EventPublisher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventPublisher.class.getName());

  /** Subscriptions are short; anything longer overflows JeroMQ's stack. */
  private static final SocketLimits LIMITS = new SocketLimits(512, 1, 1_000, 1_000);

  /** However often subscribers come, heartbeats stay rare. */
  private static final long GREETING_MS = 100;

  private final Wiring wiring;
  private final String topic;
  private final OwnedEndpoint endpoint;
  private final byte[] incarnation = new byte[EventFrames.INCARNATION_BYTES];
  private final AtomicBoolean beating = new AtomicBoolean();
  private volatile Supplier<?> state = Map::of;
  private volatile boolean closed;
  private long sequence; // guarded by this
  private long greetedNanos = System.nanoTime(); // loop's thread only

  EventPublisher(Wiring wiring, String topic, BundleTopic.Owned owned, AllowList list) {
    this.wiring = wiring;
    this.topic = topic;
    new SecureRandom().nextBytes(incarnation);
    endpoint =
        new OwnedEndpoint(
            wiring,
            topic,
            owned,
            SocketType.XPUB,
            list,
            LIMITS,
            new OwnedEndpoint.Receiver() {
              @Override
              public void received(
                  Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames) {}

              @Override
              public void subscribed() {
                EventPublisher.this.subscribed();
              }
            });
    tick();
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  /** Random, new with each publisher; 32 hex digits. */
  public String incarnation() {
    return Hex.encode(incarnation);
  }

  /**
   * Publishes an event and returns its sequence, from 1.
   *
   * @param type {@code [a-z][a-z_.]*}, at most 64 characters, not {@link BusEvent#HEARTBEAT}
   * @param body a record or a JSON tree, at most 16 KiB
   */
  public long publish(String type, Object body) {
    if (type.equals(BusEvent.HEARTBEAT)) {
      throw new InvalidField("type", "heartbeat (expected: another)");
    }
    byte[] json = Json.strict().write(body);
    synchronized (this) {
      List<byte[]> frames = EventFrames.encode(type, incarnation, sequence + 1, json);
      sequence++;
      wiring.loop().execute(() -> endpoint.publish(frames));
      return sequence;
    }
  }

  /**
   * What heartbeats carry: a record or a JSON tree, at most 16 KiB. Asked for once a second on a
   * virtual thread.
   */
  public void heartbeatState(Supplier<?> newState) {
    state = newState;
    beat();
  }

  /** Sends a heartbeat now, because the state has changed. */
  public void beat() {
    if (!closed && beating.compareAndSet(false, true)) {
      Thread.ofVirtual().name(topic + " heartbeat").start(this::heartbeat);
    }
  }

  /** A new subscriber need not wait for the next heartbeat; on the loop's thread. */
  private void subscribed() {
    long now = System.nanoTime();
    if (now - greetedNanos > TimeUnit.MILLISECONDS.toNanos(GREETING_MS)) {
      greetedNanos = now;
      beat();
    }
  }

  private void tick() {
    if (!closed) {
      wiring.loop().schedule(Limits.HEARTBEAT_MS, this::tick);
      beat();
    }
  }

  private void heartbeat() {
    try {
      byte[] json = Json.strict().write(state.get());
      synchronized (this) {
        List<byte[]> frames = EventFrames.encode(BusEvent.HEARTBEAT, incarnation, sequence, json);
        wiring.loop().execute(() -> endpoint.publish(frames));
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, topic + ": no heartbeat", e);
    } finally {
      beating.set(false);
    }
  }

  @Override
  public void close() {
    closed = true;
    wiring.close(endpoint);
  }
}
