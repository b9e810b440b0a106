package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.Caller;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamClientIT {
  private static final String TOPIC = Topics.AUDIT_STREAM;
  private static final String SIEM = "integrator/siem";

  private final BlockingQueue<StreamMessage> said = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> lost = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Routing> routings = new LinkedBlockingQueue<>();
  private final StreamClients clients = new StreamClients(cause -> {});
  private TestHome home;
  private Bus audit;
  private StreamEndpoint stream;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("audit-service", Role.AUDIT)
            .principal(SIEM, Role.INTEGRATOR)
            .topic(TOPIC, TopicKind.STREAM, "audit-service")
            .provision();
    audit = home.open("audit-service");
    stream =
        audit.stream(
            TOPIC,
            new StreamHandler() {
              @Override
              public void received(Caller caller, Routing routing, List<byte[]> frames) {
                routings.add(routing);
                heard.add(frames.stream().map(frame -> new String(frame, UTF_8)).toList());
              }
            });
    audit.principals(TOPIC).add(SIEM, Role.INTEGRATOR, home.publicKey(SIEM));
  }

  @AfterEach
  void close() throws Exception {
    clients.close();
    home.close();
  }

  @Test
  void events_comeInOrder_andAfterABreakFromWhereTheListenerWants() throws Exception {
    try (StreamClient client = follow(7)) {
      assertThat(next(heard)).containsExactly("open", "{\"v\":1,\"from\":7,\"credit\":20}");
      Routing routing = next(routings);
      tell(routing, "heartbeat", "{\"head\":9,\"checkpoint\":\"\",\"new\":1}");
      tell(routing, "something of a newer service", "{}");
      tell(routing, "event", "7", "{\"seven\":7}");
      tell(routing, "event", "8", "{}");
      tell(routing, "caught_up", "{\"head\":9}");

      assertThat(next(said)).isEqualTo(new StreamMessage.Heartbeat(9, ""));
      assertThat(((StreamMessage.Event) next(said)).leaf()).asString().isEqualTo("{\"seven\":7}");
      assertThat(((StreamMessage.Event) next(said)).sequence()).isEqualTo(8);
      assertThat(next(said)).isEqualTo(new StreamMessage.CaughtUp(9));

      client.acknowledge(7);
      assertThat(next(heard)).containsExactly("ack", "7");
      next(routings);

      // A hole is no event of this stream: the client says open again.
      tell(routing, "event", "11", "{}");
      assertThat(next(lost)).isEqualTo(9);
      assertThat(next(heard)).containsExactly("open", "{\"v\":1,\"from\":8,\"credit\":20}");

      client.goOnFrom(3);
      assertThat(next(heard)).containsExactly("open", "{\"v\":1,\"from\":3,\"credit\":20}");
    }
  }

  @Test
  void refusalsAreTold_andTheEndOfAccessIsTheEnd() throws Exception {
    try (StreamClient client = follow(0)) {
      next(heard);
      Routing routing = next(routings);
      tell(routing, "error", "{\"code\":\"usage\",\"message\":\"from: 0\",\"field\":\"from\"}");
      assertThat(next(said)).isEqualTo(new StreamMessage.Refused("usage", "from: 0", "from"));
      tell(routing, "revoked", "{}");
      assertThat(next(said)).isEqualTo(new StreamMessage.Revoked());
      tell(routing, "event", "0", "{}");
      client.acknowledge(0);
      assertThat(said.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void watch_hearsHeadsAndProofs_andNoEvents() throws Exception {
    try (StreamClient client =
        clients.watch(
            home.topic(TOPIC).endpoint(),
            home.publicKey("audit-service"),
            home.key(SIEM),
            said::add)) {
      assertThat(next(heard)).containsExactly("open", "{\"v\":1,\"from\":\"latest\",\"credit\":1}");
      Routing routing = next(routings);
      tell(routing, "event", "9", "{}");
      tell(routing, "heartbeat", "{\"head\":9,\"checkpoint\":\"note\"}");
      assertThat(next(said)).isEqualTo(new StreamMessage.Heartbeat(9, "note"));
      client.prove(4, 9);
      assertThat(next(heard)).containsExactly("proof", "{\"from\":4,\"to\":9}");
      String hash = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
      tell(routing, "proof", "{\"from\":4,\"to\":9,\"hashes\":[\"" + hash + "\"]}");
      assertThat(next(said))
          .isInstanceOfSatisfying(
              StreamMessage.Proof.class, proof -> assertThat(proof.hashes()).hasSize(1));
    }
  }

  @Test
  void replaced_isTheEnd_soThatTwoDoNotEndEachOtherInTurn() throws Exception {
    try (StreamClient client = follow(0)) {
      next(heard);
      Routing routing = next(routings);
      tell(routing, "replaced", "{}");
      assertThat(next(said)).isEqualTo(new StreamMessage.Replaced());
      tell(routing, "event", "0", "{}");
      client.goOnFrom(0);
      assertThat(said.poll(300, TimeUnit.MILLISECONDS)).isNull();
      assertThat(heard).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event",
        "event|x|{}",
        "event|-1|{}",
        "event|1",
        "heartbeat|{}",
        "heartbeat|[]",
        "heartbeat|{\"head\":\"9\"}",
        "caught_up|{\"head\":-1}",
        "caught_up|not json",
        "proof|{\"from\":1,\"to\":2}",
        "proof|{\"from\":1,\"hashes\":[]}",
        "proof|{\"from\":1,\"to\":2,\"hashes\":[\"AAAA\"]}",
        "proof|{\"from\":1,\"to\":2,\"hashes\":[\"%\"]}",
        "proof|{\"from\":1,\"to\":2,\"hashes\":[7]}"
      })
  void malformedMessages_areRefused(String message) {
    List<byte[]> frames =
        List.of(message.split("\\|")).stream().map(f -> f.getBytes(UTF_8)).toList();
    assertThatThrownBy(() -> StreamMessage.decode(frames)).isInstanceOf(InvalidField.class);
  }

  private StreamClient follow(long from) {
    return clients.follow(
        home.topic(TOPIC).endpoint(),
        home.publicKey("audit-service"),
        home.key(SIEM),
        from,
        20,
        new StreamClient.Listener() {
          @Override
          public void said(StreamMessage message) {
            said.add(message);
          }

          @Override
          public long lost(long next) {
            lost.add(next);
            return 8;
          }
        });
  }

  private void tell(Routing routing, String... frames) {
    assertThat(
            stream
                .send(routing, List.of(frames).stream().map(f -> f.getBytes(UTF_8)).toList())
                .join())
        .isEqualTo(SendResult.SENT);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }
}
