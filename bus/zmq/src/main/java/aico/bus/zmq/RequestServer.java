package aico.bus.zmq;

import aico.bus.contract.Admission;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.Hex;
import aico.bus.zmq.socket.Peer;
import aico.bus.zmq.socket.SocketLimits;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Serves a request topic. Before the handler runs: the caller is on the list, the message is whole,
 * the deadline is sane, the correlation is new, the contract lists the request for the caller, a
 * slot is free, and the body is strict JSON of the request's shape.
 */
public final class RequestServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RequestServer.class.getName());
  private static final SocketLimits LIMITS =
      new SocketLimits(
          Limits.REQUEST_BODY_BYTES, RequestFrames.FRAMES, 1_000, 2 * Limits.REQUESTS_IN_FLIGHT);

  private final Wiring wiring;
  private final String topic;
  private final RequestHandler handler;
  private final OwnedEndpoint endpoint;
  private final Replays replays = new Replays();
  private final Slots slots = new Slots();

  RequestServer(
      Wiring wiring,
      String topic,
      BundleTopic.Owned owned,
      AllowList list,
      RequestHandler handler) {
    this.wiring = wiring;
    this.topic = topic;
    this.handler = handler;
    endpoint =
        new OwnedEndpoint(wiring, topic, owned, SocketType.ROUTER, list, LIMITS, this::received);
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  private void received(Peer peer, AllowList.Entry entry, byte[] routing, List<byte[]> frames) {
    RequestFrames request;
    try {
      request = RequestFrames.decode(frames, Limits.REQUEST_BODY_BYTES);
    } catch (RequestFrames.Malformed e) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      if (e.answerable()) {
        refuse(
            routing,
            new RequestFrames(
                RequestFrames.REQUEST,
                RequestFrames.correlationOf(frames),
                0,
                "",
                new byte[0],
                null,
                null),
            new RequestFailed(ErrorCode.USAGE, e.getMessage(), null, null, 0));
      }
      return;
    }
    if (request.kind() != RequestFrames.REQUEST) {
      endpoint.count(BusMeters.Counter.MALFORMED);
      return;
    }
    endpoint.count(BusMeters.Counter.MESSAGES_IN);
    RequestFailed refusal = admit(entry, request);
    if (refusal != null) {
      refuse(routing, request, refusal);
    } else {
      start(entry, routing, request);
    }
  }

  private @Nullable RequestFailed admit(AllowList.Entry entry, RequestFrames request) {
    if (request.deadlineMs() == 0 || request.deadlineMs() > Limits.DEADLINE_MS) {
      return new RequestFailed(
          ErrorCode.USAGE,
          "deadline_ms: " + request.deadlineMs() + " (expected: 1 to " + Limits.DEADLINE_MS + ")",
          "deadline_ms",
          null,
          0);
    }
    if (!entry.requests().contains(request.wireName())) {
      return new RequestFailed(
          ErrorCode.DENIED,
          entry.caller().principal() + " may not send this request",
          null,
          "contract",
          0);
    }
    long now = System.nanoTime();
    return switch (replays.check(
        entry.caller().principal(), request.correlation(), now, deadline(now, request))) {
      case FRESH -> null;
      case REPLAY ->
          new RequestFailed(ErrorCode.DENIED, "correlation: used before", null, "replay", 0);
      case TOO_MANY -> busy();
    };
  }

  private void start(AllowList.Entry entry, byte[] routing, RequestFrames frames) {
    RequestType type = RequestType.byWireName(frames.wireName()).orElse(null);
    if (type == null || !type.topic().equals(topic)) {
      refuse(routing, frames, new RequestFailed(ErrorCode.USAGE, "unknown request"));
      return;
    }
    String principal = entry.caller().principal();
    if (!slots.take(principal, type.admission() == Admission.REDUCES_POWER)) {
      refuse(routing, frames, busy());
      return;
    }
    long deadlineNanos = deadline(System.nanoTime(), frames);
    Thread.ofVirtual().name(topic).start(() -> handle(entry, type, routing, frames, deadlineNanos));
  }

  private void handle(
      AllowList.Entry entry,
      RequestType type,
      byte[] routing,
      RequestFrames frames,
      long deadlineNanos) {
    CompletionStage<OutgoingReply> stage;
    try {
      if (System.nanoTime() - deadlineNanos > 0) {
        endpoint.count(BusMeters.Counter.DROPPED);
        slots.release(entry.caller().principal());
        return;
      }
      Request<?> request = (Request<?>) Json.strict().read(frames.body(), type.requestClass());
      stage =
          handler.handle(
              new IncomingRequest(
                  request,
                  type,
                  entry.caller(),
                  frames.token(),
                  frames.sealed(),
                  Hex.encode(frames.correlation()),
                  deadlineNanos));
    } catch (InvalidField e) {
      slots.release(entry.caller().principal());
      reply(routing, frames, deadlineNanos, null, RequestFailed.usage(e));
      return;
    } catch (RuntimeException e) {
      slots.release(entry.caller().principal());
      reply(routing, frames, deadlineNanos, null, e);
      return;
    }
    stage.whenComplete((reply, failure) -> {
      slots.release(entry.caller().principal());
      reply(routing, frames, deadlineNanos, reply, failure);
    });
  }

  private void reply(
      byte[] routing,
      RequestFrames request,
      long deadlineNanos,
      @Nullable OutgoingReply reply,
      @Nullable Throwable failure) {
    RequestFrames answer =
        failure == null && reply != null ? answer(request, reply) : error(request, failure);
    wiring
        .loop()
        .execute(() -> {
          if (System.nanoTime() - deadlineNanos > 0) {
            endpoint.count(BusMeters.Counter.DROPPED);
          } else {
            endpoint.send(routing, answer.encode());
          }
        });
  }

  private static RequestFrames answer(RequestFrames request, OutgoingReply reply) {
    byte[] body = Json.strict().write(reply.reply());
    if (body.length > Limits.REPLY_BODY_BYTES) {
      return error(request, new RequestFailed(ErrorCode.FAILED, "the reply is too long"));
    }
    return new RequestFrames(
        RequestFrames.REPLY,
        request.correlation(),
        0,
        request.wireName(),
        body,
        reply.token(),
        reply.sealed());
  }

  private static RequestFrames error(RequestFrames request, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    RequestFailed failed =
        switch (cause) {
          case RequestFailed e -> e;
          case null -> new RequestFailed(ErrorCode.FAILED, "internal error");
          default -> {
            LOG.log(System.Logger.Level.WARNING, request.wireName() + " failed", cause);
            yield new RequestFailed(ErrorCode.FAILED, "internal error");
          }
        };
    return new RequestFrames(
        RequestFrames.ERROR,
        request.correlation(),
        0,
        request.wireName(),
        Json.strict().write(ErrorBody.of(failed)),
        null,
        null);
  }

  private void refuse(byte[] routing, RequestFrames request, RequestFailed refusal) {
    endpoint.send(routing, error(request, refusal).encode());
  }

  private static RequestFailed busy() {
    return new RequestFailed(ErrorCode.FAILED, "busy", null, null, 1);
  }

  private static long deadline(long nowNanos, RequestFrames frames) {
    return nowNanos + TimeUnit.MILLISECONDS.toNanos(frames.deadlineMs());
  }

  /** Stops serving; requests under way are not answered. */
  @Override
  public void close() {
    wiring.close(endpoint);
  }
}
