package aico.bridge.app;

import aico.bridge.Events;
import aico.bus.contract.Caller;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.testing.TestHome;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.Routing;
import aico.bus.zmq.StreamEndpoint;
import aico.bus.zmq.StreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code audit.stream} over the real bus, with a log in memory: what the tests of this module need
 * of audit-service, whose own stream {@code deploy}'s tests run against.
 */
final class PlayedLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestHome home;
  private final Bus bus;
  private final BundleTopic.Owned topic;
  private final StreamEndpoint stream;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<Routing, long[]> sessions = new ConcurrentHashMap<>();
  private volatile long size;

  PlayedLog(Path folder, long size) throws IOException {
    this.size = size;
    home = new TestHome(folder);
    home.resident("audit-service", Role.AUDIT);
    home.topic(Topics.AUDIT_STREAM, TopicKind.STREAM, "audit-service");
    home.writeBundles();
    bus = home.bus("audit-service");
    topic =
        (BundleTopic.Owned) Objects.requireNonNull(bus.bundle().topics().get(Topics.AUDIT_STREAM));
    stream =
        bus.stream(
            Topics.AUDIT_STREAM,
            new StreamHandler() {
              @Override
              public void received(Caller caller, Routing routing, List<byte[]> frames) {
                heard(caller, routing, frames);
              }

              @Override
              public void closed(Caller caller, Routing routing) {
                sessions.remove(routing);
              }
            });
  }

  String endpoint() {
    return topic.endpoint();
  }

  String serverKey(Path folder) {
    try (CurveKey key = CurveKey.read(folder.resolve("audit-service/curve.key"))) {
      return Hex.encode(key.publicKey());
    }
  }

  void admit(String name, CurveKey key) {
    bus.principals(Topics.AUDIT_STREAM)
        .add("integrator/" + name, Role.INTEGRATOR, Hex.encode(key.publicKey()));
  }

  void remove(String name) {
    bus.principals(Topics.AUDIT_STREAM).remove("integrator/" + name);
  }

  /** Behind the last acknowledged event. */
  long acknowledged(String name) {
    return acknowledged.getOrDefault("integrator/" + name, 0L);
  }

  private synchronized void heard(Caller caller, Routing routing, List<byte[]> frames) {
    String name = new String(frames.getFirst(), StandardCharsets.UTF_8);
    String body = new String(frames.get(1), StandardCharsets.UTF_8);
    if (name.equals("open")) {
      try {
        JsonNode open = JSON.readTree(body);
        long from = open.path("from").asLong();
        sessions.put(routing, new long[] {from, from, open.path("credit").asLong()});
        tell(routing, "heartbeat", "{\"head\":" + size + ",\"checkpoint\":\"\"}");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (name.equals("ack")) {
      long behind = Long.parseLong(body) + 1;
      acknowledged.merge(caller.principal(), behind, Math::max);
      long[] session = sessions.get(routing);
      if (session != null) {
        session[1] = Math.max(session[1], behind);
      }
    }
    send(routing);
  }

  private void send(Routing routing) {
    long[] session = sessions.get(routing);
    while (session != null && session[0] < size && session[0] - session[1] < session[2]) {
      long sequence = session[0]++;
      tell(
          routing,
          "event",
          Long.toString(sequence),
          new String(Events.plain(sequence).json(), StandardCharsets.UTF_8));
    }
  }

  private void tell(Routing routing, String... frames) {
    stream.send(
        routing, List.of(frames).stream().map(f -> f.getBytes(StandardCharsets.UTF_8)).toList());
  }

  @Override
  public void close() {
    home.close();
  }
}
