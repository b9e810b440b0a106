package aico.cli.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.CryptoException;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusException;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RequestClient;
import aico.cli.CommandFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command's place on the bus: a client for each topic, connected at the first question. */
public final class SuiteBus implements AutoCloseable {
  /** For what a service answers from memory. */
  public static final Duration QUICK = Duration.ofSeconds(5);

  /** For what is only nice to know, and for what goes on without an answer. */
  public static final Duration BRIEF = Duration.ofSeconds(2);

  /** For derivations, mounts and unmounts, on a slow and busy machine. */
  public static final Duration LONG = Duration.ofSeconds(120);

  private final Bus bus;
  private final Map<String, RequestClient> clients = new HashMap<>();

  private SuiteBus(Bus bus) {
    this.bus = bus;
  }

  /** Takes part in the bus with the credential in this folder. */
  public static SuiteBus open(Path credential) {
    try {
      return new SuiteBus(Bus.open(credential, BusMeters.none()));
    } catch (BusException | CryptoException unusable) {
      throw new CommandFailed(ErrorCode.FAILED, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** Asks, without token or secret. */
  public <R extends Reply> R ask(Request<R> request, Duration deadline) {
    return reply(request, full(request, null, null, deadline));
  }

  /** Asks, with a sealed secret beside the request. */
  <R extends Reply> IncomingReply askSealed(
      Request<R> request, byte @Nullable [] sealed, Duration deadline) {
    return full(request, null, sealed, deadline);
  }

  /** Asks for a person, with their token and a sealed secret beside the request. */
  <R extends Reply> IncomingReply askSealed(
      Request<R> request, String token, byte @Nullable [] sealed, Duration deadline) {
    return full(request, token, sealed, deadline);
  }

  /** Asks for a person, with their token. */
  public <R extends Reply> R askWithToken(Request<R> request, String token, Duration deadline) {
    return reply(request, full(request, token, null, deadline));
  }

  /** The reply as the type that the request names. */
  static <R extends Reply> R reply(Request<R> request, IncomingReply incoming) {
    Class<? extends Reply> type = RequestType.of(request).replyClass();
    if (!type.isInstance(incoming.reply())) {
      throw CommandFailed.failed(
          RequestType.of(request).wireName() + ": answered with something else");
    }
    @SuppressWarnings("unchecked")
    R reply = (R) incoming.reply();
    return reply;
  }

  private IncomingReply full(
      Request<?> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    try {
      return client(RequestType.of(request).topic()).ask(request, token, sealed, deadline);
    } catch (RequestFailed failed) {
      throw CommandFailed.of(failed);
    } catch (BusException failed) {
      throw new CommandFailed(ErrorCode.FAILED, String.valueOf(failed.getMessage()), failed);
    }
  }

  private synchronized RequestClient client(String topic) {
    return clients.computeIfAbsent(topic, bus::client);
  }

  @Override
  public void close() {
    bus.close();
  }
}
