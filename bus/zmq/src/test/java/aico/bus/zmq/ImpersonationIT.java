package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listed peer tries with frames of its own making. */
class ImpersonationIT {
  private static final String TOPIC = Topics.VAULT_REQUESTS;

  private final CountingMeters meters = new CountingMeters();
  private final BlockingQueue<IncomingRequest> handled = new LinkedBlockingQueue<>();
  private TestHome home;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("vault-service", Role.VAULT)
            .principal("cli", Role.CLI)
            .principal("key-service", Role.KEY)
            .topic(TOPIC, TopicKind.REQUESTS, "vault-service")
            .joins("cli", TOPIC, "vault.list")
            .joins("key-service", TOPIC)
            .provision();
    home.open("vault-service", meters)
        .serve(
            TOPIC,
            request -> {
              handled.add(request);
              return CompletableFuture.completedFuture(
                  OutgoingReply.of(new VaultReply.Vaults(List.of())));
            });
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  private static List<byte[]> request(byte[] correlation, String wireName, String body) {
    return new RequestFrames(
            RequestFrames.REQUEST, correlation, 5_000, wireName, body.getBytes(UTF_8), null, null)
        .encode();
  }

  private static List<byte[]> listVaults() {
    return request(new byte[16], "vault.list", "{}");
  }

  @Test
  void userId_inTheClientsOwnProperties_changesNothing() throws Exception {
    // key-service may connect but send nothing; cli may ask for the list.
    try (CurveHandshake attacker = new CurveHandshake(home, "key-service", TOPIC)) {
      attacker.connect("User-Id", "cli", "Peer-Address", "127.0.0.1:1");
      attacker.send(listVaults());

      RequestFrames reply = RequestFrames.decode(attacker.receive(5), Limits.REPLY_BODY_BYTES);

      assertThat(reply.kind()).isEqualTo(RequestFrames.ERROR);
      assertThat(new String(reply.body(), UTF_8)).contains("denied").contains("key-service");
    }
    assertThat(handled).isEmpty();
  }

  @Test
  void routingId_chosenByTheClient_isNotHeard() throws Exception {
    try (RawClient client = new RawClient(home, "cli", TOPIC, "mine".getBytes(US_ASCII))) {
      client.socket().setReceiveTimeOut(1_500);
      client.send(listVaults());

      assertThat(client.receive()).isEmpty();
    }
    assertThat(handled).isEmpty();
    assertThat(meters.get(TOPIC, BusMeters.Counter.DROPPED)).isPositive();
  }

  @Test
  void correlation_usedTwice_isRefusedTheSecondTime() throws Exception {
    try (RawClient client = new RawClient(home, "cli", TOPIC)) {
      client.send(listVaults());
      RequestFrames first = RequestFrames.decode(client.receiveBytes(), Limits.REPLY_BODY_BYTES);
      client.send(listVaults());
      RequestFrames second = RequestFrames.decode(client.receiveBytes(), Limits.REPLY_BODY_BYTES);

      assertThat(first.kind()).isEqualTo(RequestFrames.REPLY);
      assertThat(second.kind()).isEqualTo(RequestFrames.ERROR);
      assertThat(new String(second.body(), UTF_8)).contains("replay");
    }
    assertThat(handled).hasSize(1);
  }

  @Test
  void requests_thatAreMalformed_areAnsweredOrCounted_andNeverHandled() throws Exception {
    List<List<byte[]>> malformed = new ArrayList<>();
    byte[] header = listVaults().getFirst();
    malformed.add(List.of(new byte[0]));
    malformed.add(List.of(new byte[23]));
    malformed.add(listVaults().subList(0, 4));
    malformed.add(List.of(header, header, header, header, header, header));
    malformed.add(with(0, changed(header, 0, 2)));
    malformed.add(with(0, changed(header, 1, 2)));
    malformed.add(with(0, changed(header, 1, 9)));
    malformed.add(with(0, changed(header, 3, 1)));
    malformed.add(with(0, Arrays.copyOf(header, 20)));
    malformed.add(with(0, ByteBuffer.wrap(header.clone()).putInt(20, 0).array()));
    malformed.add(with(0, ByteBuffer.wrap(header.clone()).putInt(20, -1).array()));
    malformed.add(with(1, new byte[] {'v', 0, 'x'}));
    malformed.add(with(1, new byte[0]));
    malformed.add(with(1, "vault.mount".getBytes(US_ASCII)));
    malformed.add(with(1, "a".repeat(65).getBytes(US_ASCII)));
    malformed.add(with(2, "{\"x\":1}".getBytes(UTF_8)));
    malformed.add(with(2, new byte[0]));
    malformed.add(with(2, new byte[] {(byte) 0xff}));
    malformed.add(with(3, new byte[Limits.TOKEN_BYTES + 1]));
    malformed.add(with(3, "tök".getBytes(UTF_8)));
    malformed.add(with(4, new byte[Limits.SEALED_BYTES + 1]));
    try (RawClient client = new RawClient(home, "cli", TOPIC)) {
      for (int i = 0; i < malformed.size(); i++) {
        List<byte[]> frames = new ArrayList<>(malformed.get(i));
        if (frames.getFirst().length == 24) {
          frames.set(0, changed(frames.getFirst(), 4, i + 1));
        }
        client.send(frames);
      }
      client.send(request(Arrays.copyOf(new byte[] {99}, 16), "vault.list", "{}"));
      int errors = 0;
      RequestFrames reply;
      do {
        reply = RequestFrames.decode(client.receiveBytes(), Limits.REPLY_BODY_BYTES);
        errors += reply.kind() == RequestFrames.ERROR ? 1 : 0;
      } while (reply.kind() != RequestFrames.REPLY);

      assertThat(errors).isBetween(10, malformed.size());
    }
    assertThat(handled).hasSize(1);
    assertThat(meters.get(TOPIC, BusMeters.Counter.MALFORMED)).isPositive();
  }

  @Test
  void request_overTheLimit_endsTheConnectionOnly() throws Exception {
    try (RawClient large = new RawClient(home, "cli", TOPIC);
        RawClient other = new RawClient(home, "cli", TOPIC)) {
      large.socket().setReceiveTimeOut(500);
      large.send(with(2, new byte[Limits.REQUEST_BODY_BYTES + 200]));
      assertThat(large.receive()).isEmpty();

      other.send(listVaults());
      assertThat(other.receive()).hasSize(5);
    }
  }

  @Test
  void request_aboutToBeLate_isNotAnswered() throws Exception {
    RequestClient client = home.open("cli").client(TOPIC);

    // Either answered in a millisecond or given up: never a late answer to somebody else.
    for (int i = 0; i < 50; i++) {
      try {
        client.ask(new aico.bus.contract.VaultRequest.ListVaults(), Duration.ofMillis(1));
      } catch (aico.bus.contract.RequestFailed e) {
        assertThat(e.code()).isEqualTo(aico.bus.contract.ErrorCode.UNREACHABLE);
      }
    }
    await()
        .untilAsserted(() ->
            assertThat(
                    client
                        .ask(new aico.bus.contract.VaultRequest.ListVaults(), Duration.ofSeconds(5))
                        .reply())
                .isEqualTo(new VaultReply.Vaults(List.of())));
  }

  private static List<byte[]> with(int frame, byte[] content) {
    List<byte[]> frames = new ArrayList<>(listVaults());
    frames.set(frame, content);
    return frames;
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }
}
