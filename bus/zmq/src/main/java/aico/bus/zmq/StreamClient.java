package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.contract.InvalidField;
import aico.bus.zmq.socket.ConnectedSocket;
import aico.bus.zmq.socket.EventLoop;
import aico.bus.zmq.socket.SocketFactory;
import aico.bus.zmq.socket.SocketLimits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.zeromq.SocketType;

/**
 * One subscriber of {@code audit.stream}, kept connected: after a break it opens the stream anew
 * behind what was received. Events come in log order without holes; what was received and not
 * acknowledged never exceeds the credit, but for what the listener wants again after a break.
 */
public final class StreamClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StreamClient.class.getName());

  /** Heartbeats come every second. */
  static final long SILENCE_MS = 10_000;

  private static final long LOOK_MS = 1_000;

  /** What a subscriber hears, on the loop's thread: it must not block. */
  public interface Listener {
    /** Something was said, in order. */
    void said(StreamMessage message);

    /**
     * The connection has ended; it is made again.
     *
     * @param next the sequence behind the last event received
     * @return where to go on: {@code next}, or less for what is to come again
     */
    default long lost(long next) {
      return next;
    }
  }

  private final SocketFactory factory;
  private final EventLoop loop;
  private final int credit;
  private final boolean headsAlone;
  private final Listener listener;
  private final ConnectedSocket socket;

  // Loop's thread only.
  private long next;
  private long heardNs;
  private boolean opened;
  private boolean ended;

  StreamClient(
      SocketFactory factory,
      EventLoop loop,
      String endpoint,
      String serverKey,
      long from,
      int credit,
      Listener listener) {
    this.factory = factory;
    this.loop = loop;
    this.credit = credit;
    this.headsAlone = from < 0;
    this.listener = listener;
    next = from;
    ConnectedSocket.Target target = new ConnectedSocket.Target(endpoint, serverKey, null);
    socket =
        new ConnectedSocket(
            factory,
            loop,
            SocketType.DEALER,
            // The queue is wider than the credit and a minute of heartbeats.
            new SocketLimits(Limits.STREAM_FRAME_BYTES, Limits.STREAM_FRAMES, 256, credit + 64),
            () -> target,
            new ConnectedSocket.Owner() {
              @Override
              public void ready() {
                open();
              }

              @Override
              public void lost(int connection) {
                StreamClient.this.lost();
              }

              @Override
              public void received(List<byte[]> frames) {
                StreamClient.this.received(frames);
              }

              @Override
              public void malformed() {
                socket().reconnect();
              }
            });
    loop.schedule(LOOK_MS, this::look);
  }

  private ConnectedSocket socket() {
    return socket;
  }

  /** Says that everything up to this sequence is where it belongs. Any thread. */
  public void acknowledge(long sequence) {
    loop.execute(() -> {
      if (opened && !ended && !socket.send(frames("ack", Long.toString(sequence)))) {
        socket.reconnect();
      }
    });
  }

  /** Opens the stream anew from this sequence on. Any thread. */
  public void goOnFrom(long sequence) {
    loop.execute(() -> {
      next = sequence;
      if (socket.isReady() && !ended) {
        open();
      }
    });
  }

  /** Asks for the proof that the tree of the second size extends that of the first. Any thread. */
  public void prove(long from, long to) {
    loop.execute(() -> {
      if (opened
          && !ended
          && !socket.send(frames("proof", "{\"from\":%d,\"to\":%d}".formatted(from, to)))) {
        socket.reconnect();
      }
    });
  }

  private void open() {
    heardNs = System.nanoTime();
    String from = headsAlone ? "\"latest\"" : Long.toString(next);
    opened =
        socket.send(frames("open", "{\"v\":1,\"from\":%s,\"credit\":%d}".formatted(from, credit)));
    if (!opened) {
      socket.reconnect();
    }
  }

  private void lost() {
    opened = false;
    next = Math.min(next, listener.lost(next));
  }

  /** A connection that says nothing any more is as good as none. */
  private void look() {
    if (ended) {
      return;
    }
    if (opened && System.nanoTime() - heardNs > TimeUnit.MILLISECONDS.toNanos(SILENCE_MS)) {
      socket.reconnect();
    }
    loop.schedule(LOOK_MS, this::look);
  }

  private void received(List<byte[]> frames) {
    heardNs = System.nanoTime();
    if (ended) {
      return;
    }
    try {
      StreamMessage.decode(frames).ifPresent(this::heard);
    } catch (InvalidField malformed) {
      LOG.log(System.Logger.Level.WARNING, "stream: " + malformed.getMessage());
      socket.reconnect();
    }
  }

  private void heard(StreamMessage message) {
    switch (message) {
      case StreamMessage.Event(long sequence, byte[] leaf) -> {
        if (headsAlone) {
          return;
        }
        if (sequence != next) {
          // What was under way when the stream was opened anew, or a fault of the service.
          if (sequence > next) {
            socket.reconnect();
          }
          return;
        }
        next = sequence + 1;
      }
      case StreamMessage.Pruned(long first, long last) -> next = Math.max(next, last + 1);
      case StreamMessage.Revoked revoked -> ended = true;
      // Coming back would end the other in turn.
      case StreamMessage.Replaced replaced -> ended = true;
      case StreamMessage.UnsupportedVersion other -> ended = true;
      case StreamMessage.CaughtUp caughtUp -> {}
      case StreamMessage.Heartbeat heartbeat -> {}
      case StreamMessage.Proof proof -> {}
      case StreamMessage.Refused refused -> {}
    }
    listener.said(message);
    if (message instanceof StreamMessage.Refused refused && refused.code().equals("failed")) {
      socket.reconnect();
    }
  }

  private static List<byte[]> frames(String name, String body) {
    return List.of(name.getBytes(UTF_8), body.getBytes(UTF_8));
  }

  /** Ends the connection and wipes the key that the socket had. */
  @Override
  public void close() {
    loop.executeAndWait(() -> {
      ended = true;
      socket.close();
    });
    factory.close();
  }
}
