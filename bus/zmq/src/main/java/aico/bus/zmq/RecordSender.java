package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.contract.TopicKind;
import aico.bus.zmq.outbox.Chunk;
import aico.bus.zmq.outbox.Outbox;
import aico.bus.zmq.socket.SocketLimits;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Sends records at least once: they go into a durable outbox, from there in batches to the owner of
 * the topic as far as its credit reaches, and stay in the outbox until acknowledged. A record is
 * sent only after it is durable, so that the receiver never knows more than the sender's disk.
 */
public final class RecordSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordSender.class.getName());
  private static final SocketLimits LIMITS =
      new SocketLimits(
          1_024,
          RecordFrames.FRAMES,
          2 * Limits.RECORD_BATCHES_IN_FLIGHT,
          2 * Limits.RECORD_BATCHES_IN_FLIGHT);

  /** How long the receiver may take to look up what it has stored. */
  private static final long WELCOME_MS = 10_000;

  /** How long to wait before trying again what the receiver refused. */
  private static final long RETRY_MS = 1_000;

  private record Sent(long lastSequence, long cost) {}

  private final Wiring wiring;
  private final String topic;
  private final Outbox outbox;
  private final JoinedEndpoint endpoint;
  private final Endpoint health;
  private final AtomicBoolean pumping = new AtomicBoolean();

  private volatile @Nullable OutboxException damage;

  // Loop's thread only.
  private final Deque<Sent> inFlight = new ArrayDeque<>();
  private long inFlightCost;
  private long credit;
  private long sentSequence;
  private boolean welcomed;
  private int connection;

  RecordSender(
      Wiring wiring, String topic, Supplier<BundleTopic.Joined> bundle, Path outboxFolder) {
    this.wiring = wiring;
    this.topic = topic;
    outbox = new Outbox(outboxFolder, this::durable);
    endpoint =
        new JoinedEndpoint(
            wiring,
            topic,
            bundle,
            SocketType.DEALER,
            LIMITS,
            new JoinedEndpoint.Receiver() {
              @Override
              public void ready() {
                hello();
              }

              @Override
              public void lost(int lost) {
                reset();
              }

              @Override
              public void received(List<byte[]> frames) {
                RecordSender.this.received(frames);
              }
            });
    health = withOutbox();
    gauge();
  }

  /** The endpoint; its health is also that of the outbox. */
  Endpoint endpoint() {
    return health;
  }

  private Endpoint withOutbox() {
    return new Endpoint() {
      @Override
      public EndpointHealth health() {
        OutboxException failure = damage == null ? outbox.failure() : damage;
        return failure == null
            ? endpoint.health()
            : new EndpointHealth(
                topic,
                TopicKind.RECORDS,
                false,
                EndpointHealth.State.DOWN,
                String.valueOf(failure.getMessage()));
      }

      @Override
      public void closeSockets() {
        endpoint.closeSockets();
      }

      @Override
      public void targetChanged() {
        endpoint.targetChanged();
      }

      @Override
      public void keyChanged() {
        endpoint.keyChanged();
      }

      @Override
      public boolean isMoving() {
        return endpoint.isMoving();
      }
    };
  }

  /**
   * Takes one record of at most {@link Limits#RECORD_BYTES}.
   *
   * @param reserve what it may use of the outbox's
   * @return completes when the record is durable in the outbox, or with {@link OutboxException}
   * @throws OutboxFull when it does not fit
   */
  public CompletableFuture<RecordPosition> append(byte[] record, Reserve reserve) {
    return append(List.of(record), reserve);
  }

  /**
   * Takes records, all or none, of together at most 1 MiB. Blocks while the disk is far behind.
   *
   * @return completes with the position of the last record when all are durable
   */
  public CompletableFuture<RecordPosition> append(List<byte[]> records, Reserve reserve) {
    return outbox.append(records, reserve);
  }

  /** The sequence of the last record that the receiver acknowledged, as far as is known. */
  public long acknowledged() {
    return outbox.acknowledged();
  }

  /** The outbox's incarnation, 32 hex digits. */
  public String incarnation() {
    return outbox.incarnation();
  }

  /** On the writer's thread. */
  private void durable() {
    if (pumping.compareAndSet(false, true)) {
      wiring
          .loop()
          .execute(() -> {
            pumping.set(false);
            pump();
          });
    }
  }

  private void hello() {
    reset();
    int current = connection;
    endpoint.send(
        new RecordFrames.Hello(outbox.incarnation(), outbox.base(), outbox.head()).encode());
    wiring
        .loop()
        .schedule(
            WELCOME_MS,
            () -> {
              if (current == connection && !welcomed) {
                endpoint.reconnect();
              }
            });
  }

  private void reset() {
    connection++;
    welcomed = false;
    inFlight.clear();
    inFlightCost = 0;
  }

  private void received(List<byte[]> frames) {
    RecordFrames message;
    try {
      message = RecordFrames.decode(frames);
    } catch (InvalidField e) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      return;
    }
    endpoint.count(BusMeters.Counter.MESSAGES_IN);
    switch (message) {
      case RecordFrames.Welcome welcome when welcome.incarnation().equals(outbox.incarnation()) -> {
        welcomed = true;
        credit = welcome.credit();
        outbox.acknowledge(welcome.acknowledged());
        // A receiver that knows more than this outbox, or less than it still holds, has seen so in
        // the HELLO; the records go on from what both have.
        sentSequence =
            Math.clamp(welcome.acknowledged(), outbox.base().sequence(), outbox.head().sequence());
        pump();
      }
      case RecordFrames.Ack ack when ack.incarnation().equals(outbox.incarnation()) -> {
        credit = ack.credit();
        while (!inFlight.isEmpty() && inFlight.getFirst().lastSequence <= ack.sequence()) {
          inFlightCost -= inFlight.removeFirst().cost;
        }
        outbox.acknowledge(Math.min(ack.sequence(), sentSequence));
        pump();
      }
      case RecordFrames.Refusal refusal -> refused(refusal);
      case RecordFrames.Welcome w -> endpoint.count(BusMeters.Counter.MALFORMED);
      case RecordFrames.Ack a -> endpoint.count(BusMeters.Counter.MALFORMED);
      case RecordFrames.Hello h -> endpoint.count(BusMeters.Counter.MALFORMED);
      case RecordFrames.Batch b -> endpoint.count(BusMeters.Counter.MALFORMED);
    }
  }

  private void refused(RecordFrames.Refusal refusal) {
    LOG.log(System.Logger.Level.WARNING, topic + ": refused: " + printable(refusal.message()));
    reset();
    int current = connection;
    wiring
        .loop()
        .schedule(
            RETRY_MS,
            () -> {
              if (current == connection && endpoint.isReady()) {
                hello();
              }
            });
  }

  private static String printable(String message) {
    String head = message.length() > 200 ? message.substring(0, 200) : message;
    return head.replaceAll("\\p{Cntrl}", "?");
  }

  private void pump() {
    try {
      sendWithinCredit();
    } catch (OutboxException e) {
      // Sending what follows would hide what is lost.
      LOG.log(System.Logger.Level.ERROR, topic + ": nothing more is sent: " + e.getMessage());
      damage = e;
    }
    gauge();
  }

  private void sendWithinCredit() {
    while (damage == null
        && welcomed
        && endpoint.isReady()
        && sentSequence < outbox.head().sequence()
        && inFlight.size() < Limits.RECORD_BATCHES_IN_FLIGHT) {
      Chunk chunk = outbox.read(sentSequence + 1, Limits.BATCH_BYTES, credit - inFlightCost);
      if (chunk == null) {
        break;
      }
      if (!endpoint.send(new RecordFrames.Batch(outbox.incarnation(), chunk).encode())) {
        wiring.loop().schedule(10, this::pump);
        break;
      }
      sentSequence = chunk.lastSequence();
      long cost = RecordCredit.cost(chunk.records().length, chunk.count());
      inFlight.add(new Sent(sentSequence, cost));
      inFlightCost += cost;
    }
  }

  private void gauge() {
    wiring.meters().gauge(topic, BusMeters.Gauge.OUTBOX_BYTES, outbox.usedBytes());
    wiring
        .meters()
        .gauge(
            topic,
            BusMeters.Gauge.OUTBOX_UNACKED,
            outbox.head().sequence() - outbox.acknowledged());
  }

  /** Makes what was taken durable and closes the outbox; what is not acknowledged stays in it. */
  @Override
  public void close() {
    wiring.close(health);
    outbox.close();
  }
}
