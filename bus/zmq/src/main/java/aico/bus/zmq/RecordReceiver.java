package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import aico.bus.zmq.outbox.Chunk;
import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Receives records from many producers and acknowledges what the handler says is stored. A producer
 * that oversteps its credit or sends what is no batch is disconnected.
 *
 * <p>A producer is one principal with one connection: a later one ends the earlier, and is welcomed
 * when all that came over the earlier one is answered. So {@link RecordCredit} bounds what each
 * principal holds of the heap, however often it connects and whatever it calls its outbox.
 */
public final class RecordReceiver implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordReceiver.class.getName());
  private static final SocketLimits LIMITS =
      new SocketLimits(
          Limits.BATCH_BYTES, RecordFrames.FRAMES, 256, 2 * Limits.RECORD_BATCHES_IN_FLIGHT);

  /** Batches of one producer in its queue, those of a connection that has just ended included. */
  private static final int QUEUED = 4 * Limits.RECORD_BATCHES_IN_FLIGHT;

  private static final long ENDED_MS = 200;

  /** A connection. */
  private static final class Producer {
    private final Peer peer;
    private final byte[] routing;
    private final Line line;
    // Loop's thread only, except that the line's thread may see it late.
    private volatile boolean refused;
    private @Nullable Session session;

    Producer(Peer peer, byte[] routing, Line line) {
      this.peer = peer;
      this.routing = routing;
      this.line = line;
    }
  }

  /** A principal: one queue, so that a new connection waits for what the old one brought. */
  private static final class Line {
    private final SerialQueue queue;
    private @Nullable Producer current;

    Line(SerialQueue queue) {
      this.queue = queue;
    }
  }

  /** What follows one WELCOME. */
  private static final class Session {
    private final String incarnation;
    private final RecordCredit credit = new RecordCredit();
    // Guarded by this.
    private long acknowledged;
    private boolean ackScheduled;

    Session(String incarnation, long acknowledged) {
      this.incarnation = incarnation;
      this.acknowledged = acknowledged;
    }
  }

  private final Wiring wiring;
  private final String topic;
  private final RecordHandler handler;
  private final AllowList list;
  private final OwnedEndpoint endpoint;

  // Loop's thread only. The lines are as many as principals were ever listed.
  private final Map<Long, Producer> producers = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();

  RecordReceiver(
      Wiring wiring, String topic, BundleTopic.Owned owned, AllowList list, RecordHandler handler) {
    this.wiring = wiring;
    this.topic = topic;
    this.handler = handler;
    this.list = list;
    endpoint =
        new OwnedEndpoint(
            wiring,
            topic,
            owned,
            SocketType.ROUTER,
            list,
            LIMITS,
            new OwnedEndpoint.Receiver() {
              @Override
              public void received(
                  Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames) {
                RecordReceiver.this.received(peer, routing, frames);
              }

              @Override
              public void ended(Peer peer) {
                wiring.loop().schedule(ENDED_MS, () -> forget(peer));
              }
            });
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  private void forget(Peer peer) {
    Producer gone = producers.remove(peer.connection());
    if (gone != null && gone.line.current == gone) {
      gone.line.current = null;
    }
  }

  private void received(Peer peer, byte[] routing, List<byte[]> frames) {
    Producer producer =
        producers.computeIfAbsent(
            peer.connection(),
            id ->
                new Producer(
                    peer,
                    routing,
                    lines.computeIfAbsent(
                        peer.principal(), name -> new Line(new SerialQueue(topic, QUEUED)))));
    try {
      RecordFrames message = RecordFrames.decode(frames);
      endpoint.count(BusMeters.Counter.MESSAGES_IN);
      switch (message) {
        case RecordFrames.Hello hello -> hello(producer, hello);
        case RecordFrames.Batch batch -> batch(producer, batch);
        case RecordFrames.Welcome m -> throw new InvalidField("kind", "welcome");
        case RecordFrames.Ack m -> throw new InvalidField("kind", "ack");
        case RecordFrames.Refusal m -> throw new InvalidField("kind", "error");
      }
    } catch (InvalidField e) {
      malformed(producer, e);
    }
  }

  private void hello(Producer producer, RecordFrames.Hello hello) {
    Producer before = producer.line.current;
    if (before != null && before != producer && !before.refused) {
      before.refused = true;
      endpoint.end(before.peer);
    }
    producer.line.current = producer;
    producer.session = null;
    producer.refused = false;
    RecordHello told =
        new RecordHello(
            producer.peer.principal(),
            hello.incarnation(),
            hello.base().sequence(),
            Hex.encode(hello.base().hash()),
            hello.head().sequence(),
            Hex.encode(hello.head().hash()));
    enqueue(
        producer,
        () ->
            whenDone(
                () -> handler.hello(told),
                (stored, failure) ->
                    wiring.loop().execute(() -> welcome(producer, told, stored, failure))));
  }

  private void welcome(
      Producer producer, RecordHello told, @Nullable Long stored, @Nullable Throwable failure) {
    if (producer.line.current != producer || producer.refused) {
      return;
    }
    if (stored == null) {
      refuse(producer, told.incarnation(), failure);
      return;
    }
    Session session = new Session(told.incarnation(), stored);
    producer.session = session;
    endpoint.send(
        producer.routing,
        new RecordFrames.Welcome(told.incarnation(), stored, promise(session)).encode());
  }

  /** The share of each who may connect now: told with each answer, as the list may change. */
  private int promise(Session session) {
    int share = RecordCredit.share(list.size());
    session.credit.promise(share);
    return share;
  }

  private void batch(Producer producer, RecordFrames.Batch batch) {
    if (producer.refused) {
      endpoint.count(BusMeters.Counter.DROPPED);
      return;
    }
    Session session = producer.session;
    if (session == null || !batch.incarnation().equals(session.incarnation)) {
      throw new InvalidField("incarnation", "not welcomed");
    }
    int count = batch.chunk().count();
    if (count < 1) {
      throw new InvalidField("batch", "count out of bounds");
    }
    long cost = RecordCredit.cost(batch.chunk().records().length, count);
    if (!session.credit.take(cost)) {
      throw new InvalidField("batch", "beyond the credit");
    }
    enqueue(producer, () -> store(producer, session, batch.chunk(), cost));
  }

  private void store(Producer producer, Session session, Chunk chunk, long cost) {
    if (producer.refused) {
      return;
    }
    RecordBatch batch;
    try {
      batch =
          new RecordBatch(
              producer.peer.principal(),
              session.incarnation,
              chunk.firstSequence(),
              RecordFrames.records(chunk));
    } catch (InvalidField e) {
      wiring.loop().execute(() -> malformed(producer, e));
      return;
    }
    whenDone(
        () -> handler.store(batch),
        (stored, failure) -> {
          if (stored == null) {
            wiring.loop().execute(() -> refuse(producer, session.incarnation, failure));
          } else {
            acknowledge(producer, session, stored, cost);
          }
        });
  }

  private interface Call {
    CompletionStage<Long> run();
  }

  private interface Done {
    void accept(@Nullable Long stored, @Nullable Throwable failure);
  }

  private static void whenDone(Call call, Done done) {
    CompletionStage<Long> stage;
    try {
      stage = call.run();
    } catch (RuntimeException e) {
      done.accept(null, e);
      return;
    }
    stage.whenComplete(done::accept);
  }

  /** Acknowledgements that come close together go out as one. */
  private void acknowledge(Producer producer, Session session, long stored, long cost) {
    synchronized (session) {
      session.acknowledged = Math.max(session.acknowledged, stored);
      session.credit.release(cost);
      if (session.ackScheduled) {
        return;
      }
      session.ackScheduled = true;
    }
    wiring.loop().execute(() -> sendAck(producer, session));
  }

  private void sendAck(Producer producer, Session session) {
    long sequence;
    int share;
    synchronized (session) {
      session.ackScheduled = false;
      sequence = session.acknowledged;
      share = promise(session);
    }
    if (!producer.refused && producer.session == session) {
      endpoint.send(
          producer.routing, new RecordFrames.Ack(session.incarnation, sequence, share).encode());
    }
  }

  private void enqueue(Producer producer, Runnable task) {
    if (!producer.line.queue.offer(task)) {
      throw new InvalidField("batch", "too many waiting");
    }
  }

  private void refuse(Producer producer, String incarnation, @Nullable Throwable failure) {
    if (producer.refused) {
      return;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        topic + ": records of " + producer.peer.principal() + " not stored",
        failure);
    producer.refused = true;
    endpoint.send(producer.routing, new RecordFrames.Refusal(incarnation, "not stored").encode());
  }

  private void malformed(Producer producer, InvalidField e) {
    endpoint.count(BusMeters.Counter.MALFORMED);
    LOG.log(
        System.Logger.Level.WARNING,
        topic + ": " + producer.peer.principal() + " disconnected: " + e.getMessage());
    producer.refused = true;
    endpoint.end(producer.peer);
  }

  @Override
  public void close() {
    wiring.close(endpoint);
  }
}
