package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.MessageBound;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anyone who reaches the port can send; afterwards a listed client is served as before. */
class AttackIT {
  private static final String EVENTS = Topics.VAULT_EVENTS;
  private static final String REQUESTS = Topics.VAULT_REQUESTS;
  private static final String RECORDS = "vault.records";
  private static final String STREAM = "vault.stream";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final CountingMeters meters = new CountingMeters();
  private final BlockingQueue<PeerRefused> refused = new LinkedBlockingQueue<>();
  private TestHome home;
  private Bus owner;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("vault-service", Role.VAULT)
            .principal("cli", Role.CLI)
            .topic(REQUESTS, TopicKind.REQUESTS, "vault-service")
            .topic(EVENTS, TopicKind.EVENTS, "vault-service")
            .topic(RECORDS, TopicKind.RECORDS, "vault-service")
            .topic(STREAM, TopicKind.STREAM, "vault-service")
            .joins("cli", REQUESTS, "vault.list")
            .joins("cli", EVENTS)
            .joins("cli", RECORDS)
            .joins("cli", STREAM)
            .provision();
    owner = home.open("vault-service", meters);
    owner.onPeerRefused(refused::add);
    owner.serve(
        REQUESTS,
        request ->
            CompletableFuture.completedFuture(OutgoingReply.of(new VaultReply.Vaults(List.of()))));
    owner.publisher(EVENTS);
    owner.receiver(
        RECORDS,
        new RecordHandler() {
          @Override
          public CompletableFuture<Long> hello(RecordHello hello) {
            return CompletableFuture.completedFuture(0L);
          }

          @Override
          public CompletableFuture<Long> store(RecordBatch batch) {
            return CompletableFuture.completedFuture(batch.lastSequence());
          }
        });
    owner.stream(STREAM, (caller, routing, frames) -> {});
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  private Socket connect(String topic) throws IOException {
    return new Socket("127.0.0.1", URI.create(home.topic(topic).endpoint()).getPort());
  }

  /** Asks, subscribes and records with the key of a listed principal. */
  private void assertServing() throws Exception {
    try (Bus bus = Bus.open(home.state("cli"), BusMeters.none())) {
      assertThat(bus.client(REQUESTS).ask(new VaultRequest.ListVaults(), SOON).reply())
          .isEqualTo(new VaultReply.Vaults(List.of()));
      BlockingQueue<BusEvent> heartbeats = new LinkedBlockingQueue<>();
      bus.subscribe(
          EVENTS,
          new EventListener() {
            @Override
            public void onEvent(BusEvent event) {}

            @Override
            public void onHeartbeat(BusEvent heartbeat) {
              heartbeats.add(heartbeat);
            }

            @Override
            public void onGap() {}

            @Override
            public void onSilence() {}
          });
      RecordSender sender = bus.sender(RECORDS, home.state("cli").resolve("outbox"));
      long sequence = sender.append("x".getBytes(US_ASCII), Reserve.NONE).join().sequence();
      await().until(() -> sender.acknowledged() >= sequence);
      await().until(() -> !heartbeats.isEmpty());
    }
    assertThat(owner.problem()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUESTS, EVENTS, RECORDS, STREAM})
  void garbage_andBrokenGreetings_areRefused_andServiceGoesOn(String topic) throws Exception {
    Random random = new Random(42);
    byte[] noise = new byte[2_000];
    random.nextBytes(noise);
    byte[] curve = CurveHandshake.greeting("CURVE");
    List<byte[]> attacks =
        List.of(
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII),
            noise,
            new byte[64],
            Arrays.copyOf(curve, 20),
            join(curve, noise),
            CurveHandshake.greeting("NULL"),
            join(CurveHandshake.greeting("NULL"), nullReady()),
            CurveHandshake.greeting("PLAIN"),
            // Long frames of negative, huge, and merely too large size.
            join(curve, frame(6, -1L)),
            join(curve, frame(6, Long.MIN_VALUE)),
            join(curve, frame(6, Long.MAX_VALUE)),
            join(curve, frame(2, 0xffff_ffffL)),
            join(curve, frame(6, Integer.MAX_VALUE)),
            join(curve, frame(6, 0x8000_0000L)),
            join(curve, frame(6, 40L * 1024 * 1024)),
            join(curve, frame(2, 1_000_000)),
            // ZMTP 1.0 and 2.0.
            new byte[] {1, 0, 2, 1, 1},
            join(Arrays.copyOf(curve, 10), new byte[] {1, 5, 0, 0}),
            join(join(curve, new byte[] {4, 0}), noise),
            join(join(curve, frame(6, 700)), new byte[700]));
    List<Socket> held = new ArrayList<>();
    for (byte[] attack : attacks) {
      Socket socket = connect(topic);
      held.add(socket);
      socket.getOutputStream().write(attack);
      socket.getOutputStream().flush();
    }

    await()
        .untilAsserted(() ->
            assertThat(meters.get(topic, BusMeters.Counter.REFUSED))
                .isGreaterThanOrEqualTo(attacks.size()));
    assertThat(meters.get(topic, BusMeters.Counter.MESSAGES_IN)).isZero();
    assertServing();
    assertThat(refused)
        .extracting(PeerRefused::topic, PeerRefused::address)
        .contains(org.assertj.core.groups.Tuple.tuple(topic, "127.0.0.1"));
    for (Socket socket : held) {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUESTS, EVENTS, RECORDS, STREAM})
  void listedPeer_withBrokenFrames_losesItsConnectionOnly(String topic) throws Exception {
    for (byte[] attack :
        List.of(
            frame(0, -1L),
            frame(2, -1L),
            frame(2, Long.MAX_VALUE),
            frame(2, Integer.MAX_VALUE),
            frame(2, 30L * 1024 * 1024),
            new byte[] {0, 40, 7, 'M', 'E', 'S', 'S', 'A', 'G', 'E', 1, 2, 3},
            new byte[] {0, 1, 0},
            new byte[] {4, 0})) {
      try (CurveHandshake peer = new CurveHandshake(home, "cli", topic)) {
        peer.connect();
        peer.writeRaw(attack);
      }
    }
    try (CurveHandshake peer = new CurveHandshake(home, "cli", topic)) {
      peer.connect();
      for (int flags = 0; flags < 4; flags++) {
        peer.sendPart(flags, new byte[0]);
        peer.sendPart(flags, new byte[] {1});
        peer.sendPart(flags, new byte[200]);
      }
      peer.sendPart(2, "\4PING".getBytes(US_ASCII));
    }

    assertServing();
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUESTS, EVENTS, RECORDS, STREAM})
  void messageWithoutAnEnd_endsTheConnection_andIsCounted(String topic) throws Exception {
    try (CurveHandshake peer = new CurveHandshake(home, "cli", topic)) {
      peer.connect();
      try {
        for (int i = 0; i < 100_000; i++) {
          peer.sendPart(1, new byte[200]);
        }
      } catch (IOException closed) {
        // Reset while it was still sending.
      }
      assertThat(peer.isClosedByTheServer()).isTrue();
    }
    await().until(() -> meters.get(topic, BusMeters.Counter.REFUSED) > 0);
    assertThat(refused).contains(new PeerRefused(topic, "127.0.0.1", PeerRefused.Reason.ENDLESS));
    assertServing();
  }

  @Test
  void noMessageOfTheProtocol_isLongerThanWhatEndsAConnection() {
    assertThat(MessageBound.FRAMES).isGreaterThan(Limits.STREAM_FRAMES);
    assertThat(MessageBound.BYTES)
        .isGreaterThan(Limits.REPLY_BODY_BYTES + Limits.TOKEN_BYTES + Limits.SEALED_BYTES + 1024)
        .isGreaterThan(Limits.REQUEST_BODY_BYTES + Limits.TOKEN_BYTES + Limits.SEALED_BYTES + 1024)
        .isGreaterThan(Limits.EVENT_BODY_BYTES + 1024)
        .isGreaterThan(Limits.BATCH_BYTES + 1024)
        .isGreaterThan(2 * Limits.STREAM_FRAME_BYTES);
  }

  @Test
  void longSubscription_isRefused() throws Exception {
    try (CurveHandshake peer = new CurveHandshake(home, "cli", EVENTS)) {
      peer.connect();
      byte[] subscription = new byte[20_000];
      subscription[0] = 1;
      peer.sendPart(0, subscription);
      assertThat(peer.isClosedByTheServer()).isTrue();
    }
    assertServing();
  }

  @Test
  void recordsBeforeHello_beyondCredit_orCutOff_endTheConnection() throws Exception {
    byte[] incarnation = new byte[16];
    byte[] hello = ByteBuffer.allocate(100).put((byte) 1).put((byte) 1).array();
    byte[] batch =
        ByteBuffer.allocate(32)
            .put((byte) 1)
            .put((byte) 3)
            .putShort((short) 0)
            .put(incarnation)
            .putLong(1)
            .putInt(1)
            .array();
    byte[] record = ByteBuffer.allocate(5).putInt(1).array();
    List<List<byte[]>> attacks =
        List.of(
            List.of(batch, record),
            List.of(hello, hello, hello),
            List.of(new byte[0]),
            List.of(new byte[20]),
            List.of(batch),
            List.of(batch, ByteBuffer.allocate(5).putInt(100).array()),
            List.of(batch, ByteBuffer.allocate(6).putInt(1).array()),
            List.of(batch, new byte[0]),
            List.of(ByteBuffer.wrap(batch.clone()).putInt(28, -1).array(), record),
            List.of(ByteBuffer.wrap(batch.clone()).putLong(20, -1).array(), record),
            List.of(ByteBuffer.wrap(batch.clone()).putLong(20, Long.MAX_VALUE).array(), record));
    for (List<byte[]> attack : attacks) {
      try (CurveHandshake peer = new CurveHandshake(home, "cli", RECORDS)) {
        peer.connect();
        if (attack != attacks.getFirst()) {
          peer.send(List.of(hello));
          assertThat(peer.receive(1).getFirst()).hasSize(32);
        }
        peer.send(attack);
      }
    }
    await().until(() -> meters.get(RECORDS, BusMeters.Counter.MALFORMED) >= attacks.size());

    assertServing();
  }

  @Test
  void stalledConnections_doNotKeepAListedClientOut() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect(REQUESTS);
        stalled.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write(CurveHandshake.greeting("CURVE"));
        }
      }
      RequestClient client = home.open("cli").client(REQUESTS);

      assertThat(client.ask(new VaultRequest.ListVaults(), Duration.ofSeconds(2)).reply())
          .isEqualTo(new VaultReply.Vaults(List.of()));
      await()
          .untilAsserted(() ->
              assertThat(meters.get(REQUESTS, BusMeters.Counter.REFUSED))
                  .isGreaterThanOrEqualTo(1_000));
      assertThat(client.endpoint().isReady()).isTrue();
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    assertServing();
  }

  @Test
  void connectionsThatComeAndStall_doNotKeepAListedClientOut() throws Exception {
    Thread attacker =
        Thread.ofPlatform()
            .start(() -> {
              List<Socket> sockets = new ArrayList<>();
              try {
                while (!Thread.currentThread().isInterrupted() && sockets.size() < 5_000) {
                  Socket socket = connect(REQUESTS);
                  socket.getOutputStream().write(CurveHandshake.greeting("CURVE"));
                  sockets.add(socket);
                  java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                for (Socket socket : sockets) {
                  socket.close();
                }
              } catch (IOException e) {
                // The listener's queue is full: as good as refused.
              }
            });
    try {
      for (int i = 0; i < 5; i++) {
        try (Bus bus = Bus.open(home.state("cli"), BusMeters.none())) {
          assertThat(
                  bus.client(REQUESTS)
                      .ask(new VaultRequest.ListVaults(), Duration.ofSeconds(5))
                      .reply())
              .isEqualTo(new VaultReply.Vaults(List.of()));
        }
      }
    } finally {
      attacker.interrupt();
      attacker.join();
    }
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static byte[] frame(int flags, long size) {
    return ByteBuffer.allocate(9 + 100).put((byte) (flags | 2)).putLong(size).array();
  }

  private static byte[] nullReady() {
    byte[] ready = "\5READY\13Socket-Type\0\0\0\6DEALER".getBytes(US_ASCII);
    return join(new byte[] {4, (byte) ready.length}, ready);
  }
}
