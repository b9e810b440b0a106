package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RequestClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks over CurveZMQ: one client for each topic, opened with the first request. */
public final class CurveBusClient implements BusClient, AutoCloseable {
  private final Bus bus;
  private final Map<String, RequestClient> clients = new HashMap<>();

  public CurveBusClient(Bus bus) {
    this.bus = bus;
  }

  @Override
  @SuppressWarnings("unchecked") // the client decodes a reply as the type its request names
  public <R extends Reply> Answered<R> exchange(
      Request<R> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    RequestType type = RequestType.of(request);
    IncomingReply reply = client(type).ask(request, token, sealed, deadline);
    return new Answered<>((R) type.replyClass().cast(reply.reply()), reply.token(), reply.sealed());
  }

  private synchronized RequestClient client(RequestType type) {
    String topic = type.topic();
    if (!(bus.bundle().topics().get(topic) instanceof BundleTopic.Joined)) {
      throw new RequestFailed(
          ErrorCode.DENIED, type.wireName() + ": " + topic + " is not in this bundle");
    }
    return clients.computeIfAbsent(topic, bus::client);
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(RequestClient::close);
    clients.clear();
  }
}
