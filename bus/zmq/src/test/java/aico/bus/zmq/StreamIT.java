package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Caller;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamIT {
  private static final String TOPIC = Topics.AUDIT_STREAM;

  private TestHome home;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("audit-service", Role.AUDIT)
            .principal("integrator/siem", Role.INTEGRATOR)
            .topic(TOPIC, TopicKind.STREAM, "audit-service")
            .provision();
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  private record Heard(Caller caller, Routing routing, List<byte[]> frames) {}

  private static final class Handler implements StreamHandler {
    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<Routing> closed = new LinkedBlockingQueue<>();

    @Override
    public void received(Caller caller, Routing routing, List<byte[]> frames) {
      heard.add(new Heard(caller, routing, frames));
    }

    @Override
    public void closed(Caller caller, Routing routing) {
      closed.add(routing);
    }
  }

  @Test
  void stream_goesBothWays_andEndsWithItsPrincipal() throws Exception {
    Bus bus = home.open("audit-service");
    Handler handler = new Handler();
    StreamEndpoint stream = bus.stream(TOPIC, handler);
    try (RawClient client = new RawClient(home, "integrator/siem", TOPIC)) {
      client.send("hello");
      await().during(Duration.ofMillis(500)).until(handler.heard::isEmpty);

      bus.principals(TOPIC)
          .add("integrator/siem", Role.INTEGRATOR, home.publicKey("integrator/siem"));
      client.reconnect();
      client.send("from", "7");
      Heard heard = handler.heard.take();

      assertThat(heard.caller()).isEqualTo(new Caller("integrator/siem", Role.INTEGRATOR));
      assertThat(heard.frames()).hasSize(2);
      assertThat(new String(heard.frames().get(1), UTF_8)).isEqualTo("7");
      assertThat(stream.send(heard.routing(), List.of("event".getBytes(UTF_8))).join())
          .isEqualTo(SendResult.SENT);
      assertThat(client.receive()).containsExactly("event");

      bus.principals(TOPIC).remove("integrator/siem");

      assertThat(handler.closed.take()).isEqualTo(heard.routing());
      assertThat(stream.send(heard.routing(), List.of("event".getBytes(UTF_8))).join())
          .isEqualTo(SendResult.GONE);
    }
  }

  @Test
  void send_toAPeerThatDoesNotRead_isFull() throws Exception {
    Bus bus = home.open("audit-service");
    Handler handler = new Handler();
    StreamEndpoint stream = bus.stream(TOPIC, handler);
    bus.principals(TOPIC)
        .add("integrator/siem", Role.INTEGRATOR, home.publicKey("integrator/siem"));
    try (RawClient client = new RawClient(home, "integrator/siem", TOPIC)) {
      client.send("hello");
      Routing routing = handler.heard.take().routing();
      byte[] large = new byte[100_000];

      SendResult result = SendResult.SENT;
      for (int i = 0; i < 3_000 && result == SendResult.SENT; i++) {
        result = stream.send(routing, List.of(large)).join();
      }

      assertThat(result).isEqualTo(SendResult.FULL);
    }
  }
}
