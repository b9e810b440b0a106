package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import aico.bus.zmq.outbox.Chunk;
import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Receives records from many producers and acknowledges what the handler says is stored. A producer
 * that oversteps its credit or sends what is no batch is disconnected.
 */
public final class RecordReceiver implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordReceiver.class.getName());
  private static final SocketLimits LIMITS =
      new SocketLimits(
          Limits.BATCH_BYTES, RecordFrames.FRAMES, 256, 2 * Limits.RECORD_BATCHES_IN_FLIGHT);

  /** Batches of one producer in its queue, those of a connection that has just ended included. */
  private static final int QUEUED = 4 * Limits.RECORD_BATCHES_IN_FLIGHT;

  private static final long ENDED_MS = 200;

  private static final class Producer {
    private final Peer peer;
    private final byte[] routing;
    private final SerialQueue queue;
    // Loop's thread only.
    private @Nullable String incarnation;
    private boolean refused;
    private long unacknowledgedBytes;
    // Guarded by this.
    private long acknowledged = -1;
    private long releasedBytes;
    private boolean ackScheduled;

    Producer(Peer peer, byte[] routing, SerialQueue queue) {
      this.peer = peer;
      this.routing = routing;
      this.queue = queue;
    }
  }

  private final Wiring wiring;
  private final String topic;
  private final RecordHandler handler;
  private final OwnedEndpoint endpoint;

  // Loop's thread only. One queue per principal, so that a new connection waits for the old one's.
  private final Map<Long, Producer> producers = new HashMap<>();
  private final Map<String, SerialQueue> queues = new HashMap<>();

  RecordReceiver(
      Wiring wiring, String topic, BundleTopic.Owned owned, AllowList list, RecordHandler handler) {
    this.wiring = wiring;
    this.topic = topic;
    this.handler = handler;
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
                wiring.loop().schedule(ENDED_MS, () -> producers.remove(peer.connection()));
              }
            });
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  private void received(Peer peer, byte[] routing, List<byte[]> frames) {
    Producer producer =
        producers.computeIfAbsent(
            peer.connection(),
            id ->
                new Producer(
                    peer,
                    routing,
                    queues.computeIfAbsent(
                        peer.principal(), name -> new SerialQueue(topic, QUEUED))));
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
    producer.incarnation = null;
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
    if (stored == null) {
      refuse(producer, told.incarnation(), failure);
      return;
    }
    producer.incarnation = told.incarnation();
    producer.unacknowledgedBytes = 0;
    synchronized (producer) {
      producer.acknowledged = stored;
      producer.releasedBytes = 0;
    }
    endpoint.send(
        producer.routing,
        new RecordFrames.Welcome(told.incarnation(), stored, Limits.RECORD_CREDIT_BYTES).encode());
  }

  private void batch(Producer producer, RecordFrames.Batch batch) {
    if (producer.refused) {
      endpoint.count(BusMeters.Counter.DROPPED);
      return;
    }
    if (!batch.incarnation().equals(producer.incarnation)) {
      throw new InvalidField("incarnation", "not welcomed");
    }
    int bytes = batch.chunk().records().length;
    producer.unacknowledgedBytes += bytes;
    // The last batch may begin just within the credit.
    if (producer.unacknowledgedBytes > Limits.RECORD_CREDIT_BYTES + Limits.BATCH_BYTES) {
      throw new InvalidField("batch", "beyond the credit");
    }
    enqueue(producer, () -> store(producer, batch.incarnation(), batch.chunk(), bytes));
  }

  private void store(Producer producer, String incarnation, Chunk chunk, int bytes) {
    RecordBatch batch;
    try {
      batch =
          new RecordBatch(
              producer.peer.principal(),
              incarnation,
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
            wiring.loop().execute(() -> refuse(producer, incarnation, failure));
          } else {
            acknowledge(producer, incarnation, stored, bytes);
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
  private void acknowledge(Producer producer, String incarnation, long stored, int bytes) {
    synchronized (producer) {
      producer.acknowledged = Math.max(producer.acknowledged, stored);
      producer.releasedBytes += bytes;
      if (producer.ackScheduled) {
        return;
      }
      producer.ackScheduled = true;
    }
    wiring.loop().execute(() -> sendAck(producer, incarnation));
  }

  private void sendAck(Producer producer, String incarnation) {
    long sequence;
    synchronized (producer) {
      producer.ackScheduled = false;
      sequence = producer.acknowledged;
      producer.unacknowledgedBytes -= producer.releasedBytes;
      producer.releasedBytes = 0;
    }
    if (!producer.refused && Objects.equals(incarnation, producer.incarnation)) {
      endpoint.send(
          producer.routing,
          new RecordFrames.Ack(incarnation, sequence, Limits.RECORD_CREDIT_BYTES).encode());
    }
  }

  private void enqueue(Producer producer, Runnable task) {
    if (!producer.queue.offer(task)) {
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
