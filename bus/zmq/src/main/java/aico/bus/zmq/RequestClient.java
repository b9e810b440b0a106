package aico.bus.zmq;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.Hex;
import aico.bus.zmq.socket.SocketLimits;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Asks on a request topic; any number of threads, many requests in flight. A request waits for the
 * connection and for its answer no longer than its deadline. When the connection is lost after it
 * was sent, nobody knows whether it was carried out: it fails at once as unreachable and is not
 * sent again.
 */
public final class RequestClient implements AutoCloseable {
  private static final SocketLimits LIMITS =
      new SocketLimits(
          Limits.REPLY_BODY_BYTES,
          RequestFrames.FRAMES,
          2 * Limits.REQUESTS_IN_FLIGHT,
          2 * Limits.REQUESTS_IN_FLIGHT);

  private static final class Pending {
    private final RequestType type;
    private final RequestFrames frames;
    private final CompletableFuture<IncomingReply> answer = new CompletableFuture<>();

    /** The connection it went over, 0 as long as it waits for one. */
    private int connection;

    Pending(RequestType type, RequestFrames frames) {
      this.type = type;
      this.frames = frames;
    }
  }

  private final Wiring wiring;
  private final String topic;
  private final JoinedEndpoint endpoint;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger inFlight = new AtomicInteger();

  // Loop's thread only.
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private boolean closed;

  RequestClient(Wiring wiring, String topic, Supplier<BundleTopic.Joined> bundle) {
    this.wiring = wiring;
    this.topic = topic;
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
                sendWaiting();
              }

              @Override
              public void lost(int connection) {
                failSentOver(connection);
              }

              @Override
              public boolean awaits(int connection) {
                return pending.values().stream().anyMatch(one -> one.connection == connection);
              }

              @Override
              public void received(List<byte[]> frames) {
                RequestClient.this.received(frames);
              }
            });
  }

  JoinedEndpoint endpoint() {
    return endpoint;
  }

  /** Asks without token and sealed frame. */
  public IncomingReply ask(Request<?> request, Duration deadline) {
    return ask(request, null, null, deadline);
  }

  /** Asks and waits, or {@link RequestFailed}; {@code UNREACHABLE} when the deadline passes. */
  public IncomingReply ask(
      Request<?> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    try {
      return askAsync(request, token, sealed, deadline).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestFailed failed) {
        throw failed;
      }
      throw e;
    }
  }

  /** Asks; completes with the reply or with {@link RequestFailed}. */
  public CompletableFuture<IncomingReply> askAsync(
      Request<?> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    RequestType type = RequestType.of(request);
    if (!type.topic().equals(topic)) {
      throw new IllegalArgumentException(type.wireName() + " does not go to " + topic);
    }
    if (sealed != null && sealed.length > Limits.SEALED_BYTES) {
      throw new InvalidField("sealed", sealed.length + " bytes (expected: <= 4096)");
    }
    long deadlineMs = Math.clamp(deadline.toMillis(), 1, Limits.DEADLINE_MS);
    byte[] correlation = new byte[16];
    random.nextBytes(correlation);
    Pending entry =
        new Pending(
            type,
            new RequestFrames(
                RequestFrames.REQUEST,
                correlation,
                deadlineMs,
                type.wireName(),
                Json.strict().write(request),
                token,
                sealed));
    if (inFlight.incrementAndGet() > Limits.REQUESTS_IN_FLIGHT) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(
          new RequestFailed(ErrorCode.FAILED, topic + ": too many requests", null, null, 1));
    }
    wiring.loop().execute(() -> start(Hex.encode(correlation), entry));
    return entry
        .answer
        .orTimeout(deadlineMs, TimeUnit.MILLISECONDS)
        .handle((reply, failure) -> {
          inFlight.decrementAndGet();
          if (failure == null) {
            return reply;
          }
          if (failure instanceof TimeoutException) {
            wiring.loop().execute(() -> pending.remove(Hex.encode(correlation)));
            throw unreachable("no answer in " + deadlineMs + " ms");
          }
          throw failure instanceof RequestFailed failed ? failed : new CompletionException(failure);
        });
  }

  private void start(String correlation, Pending entry) {
    if (closed || entry.answer.isDone()) {
      entry.answer.completeExceptionally(unreachable("closed"));
      return;
    }
    pending.put(correlation, entry);
    if (endpoint.isReady()) {
      send(entry);
    }
  }

  private void send(Pending entry) {
    entry.connection = endpoint.connection();
    if (!endpoint.send(entry.frames.encode())) {
      pending.values().remove(entry);
      entry.answer.completeExceptionally(unreachable("its queue is full"));
    }
  }

  private void sendWaiting() {
    for (Pending entry : List.copyOf(pending.values())) {
      if (entry.connection == 0) {
        send(entry);
      }
    }
  }

  private void failSentOver(int connection) {
    List<Pending> lost = new ArrayList<>();
    pending.values().removeIf(entry -> entry.connection == connection && lost.add(entry));
    lost.forEach(
        entry -> entry.answer.completeExceptionally(unreachable("the connection was lost")));
  }

  private void received(List<byte[]> message) {
    RequestFrames frames;
    try {
      frames = RequestFrames.decode(message, Limits.REPLY_BODY_BYTES);
    } catch (RequestFrames.Malformed e) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      return;
    }
    Pending entry = pending.remove(Hex.encode(frames.correlation()));
    if (entry == null) {
      endpoint.count(BusMeters.Counter.DROPPED);
      return;
    }
    endpoint.count(BusMeters.Counter.MESSAGES_IN);
    try {
      complete(entry, frames);
    } catch (InvalidField e) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      entry.answer.completeExceptionally(
          new RequestFailed(ErrorCode.FAILED, topic + ": malformed reply: " + e.getMessage()));
    }
  }

  private static void complete(Pending entry, RequestFrames frames) {
    switch (frames.kind()) {
      case RequestFrames.REPLY ->
          entry.answer.complete(
              new IncomingReply(
                  Json.tolerant().read(frames.body(), entry.type.replyClass()),
                  frames.token(),
                  frames.sealed()));
      case RequestFrames.ERROR ->
          entry.answer.completeExceptionally(
              Json.tolerant().read(frames.body(), ErrorBody.class).toException());
      default -> throw new InvalidField("kind", "request (expected: reply or error)");
    }
  }

  private RequestFailed unreachable(String why) {
    return new RequestFailed(ErrorCode.UNREACHABLE, topic + ": " + why);
  }

  /** Closes the connection; requests under way fail as unreachable. */
  @Override
  public void close() {
    wiring.close(endpoint);
    wiring
        .loop()
        .executeAndWait(() -> {
          closed = true;
          pending
              .values()
              .forEach(entry -> entry.answer.completeExceptionally(unreachable("closed")));
          pending.clear();
        });
  }
}
