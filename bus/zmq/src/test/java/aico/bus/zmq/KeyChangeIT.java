package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.Hex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key pairs are exchanged while everything runs: nothing fails, and the old ones end. */
class KeyChangeIT {
  private static final String REQUESTS = Topics.VAULT_REQUESTS;
  private static final String EVENTS = Topics.VAULT_EVENTS;
  private static final String RECORDS = Topics.AUDIT_RECORDS;
  private static final String CLI = "cli";
  private static final String VAULT = "vault-service";
  private static final String AUDIT = "audit-service";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Map<String, Bus> buses = new TreeMap<>();
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final AtomicInteger slowAsked = new AtomicInteger();
  private TestHome home;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal(VAULT, Role.VAULT)
            .principal(CLI, Role.CLI)
            .principal(AUDIT, Role.AUDIT)
            .topic(REQUESTS, TopicKind.REQUESTS, VAULT)
            .topic(EVENTS, TopicKind.EVENTS, VAULT)
            .topic(RECORDS, TopicKind.RECORDS, AUDIT)
            .joins(CLI, REQUESTS, "vault.list", "vault.lock_all")
            .joins(CLI, EVENTS)
            .joins(VAULT, RECORDS)
            .provision();
    for (String name : List.of(AUDIT, VAULT, CLI)) {
      buses.put(name, home.open(name));
    }
    bus(VAULT).serve(REQUESTS, this::answer);
    bus(VAULT).publisher(EVENTS);
  }

  @AfterEach
  void close() throws Exception {
    slowMayEnd.countDown();
    home.close();
  }

  private Bus bus(String name) {
    return java.util.Objects.requireNonNull(buses.get(name));
  }

  private CompletionStage<OutgoingReply> answer(IncomingRequest request) {
    OutgoingReply reply = OutgoingReply.of(new VaultReply.Vaults(List.of()));
    if (request.request() instanceof VaultRequest.ListVaults) {
      return CompletableFuture.supplyAsync(
          () -> reply, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
    }
    slowAsked.incrementAndGet();
    CompletableFuture<OutgoingReply> late = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            slowMayEnd.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          late.complete(reply);
        });
    return late;
  }

  /** Writes the bundles and waits until every process works with its own, and with its key. */
  private void placeEverywhere() throws Exception {
    home.provision();
    for (String name : buses.keySet()) {
      byte[] bytes = Files.readAllBytes(home.state(name).resolve(Bundle.FILE));
      String digest = Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes));
      await()
          .atMost(SOON)
          .until(() ->
              bus(name).credentials().bundleDigest().equals(digest)
                  && bus(name).credentials().publicKey().equals(home.publicKey(name)));
    }
  }

  private String whoMoves() {
    StringBuilder who = new StringBuilder();
    buses.forEach((name, bus) -> who.append(name).append(' ').append(bus.credentials()));
    return who.toString();
  }

  private int moving() {
    return buses.values().stream().mapToInt(bus -> bus.credentials().moving()).sum();
  }

  @Test
  void allKeysAtOnce_underLoad_noRequestFails_noRecordIsLost() throws Exception {
    Stored stored = new Stored();
    bus(AUDIT).receiver(RECORDS, stored);
    RecordSender sender = bus(VAULT).sender(RECORDS, home.state(VAULT).resolve("outbox"));
    RequestClient client = bus(CLI).client(REQUESTS);
    Load load = new Load(client, sender);
    CompletableFuture<IncomingReply> slow =
        client.askAsync(new VaultRequest.LockAll(), null, null, Duration.ofSeconds(60));
    await().atMost(SOON).until(() -> slowAsked.get() == 1 && load.answers.get() > 50);

    for (String name : buses.keySet()) {
      home.announceKey(name);
    }
    placeEverywhere();
    Map<String, String> before = new TreeMap<>();
    for (String name : buses.keySet()) {
      before.put(name, home.publicKey(name));
      home.switchKey(name);
    }
    placeEverywhere();
    assertThat(buses.keySet()).allMatch(name -> !home.publicKey(name).equals(before.get(name)));
    // The slow request still owes its answer over the old connection, and only that is waited for:
    // at its client and at its server.
    await().atMost(SOON).untilAsserted(() -> assertThat(moving()).as(whoMoves()).isEqualTo(2));
    assertThat(slow).isNotDone();
    slowMayEnd.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS).reply()).isNotNull();
    await().atMost(SOON).until(() -> moving() == 0);
    buses.keySet().forEach(home::finishKey);
    placeEverywhere();

    int answered = load.answers.get();
    await().atMost(SOON).until(() -> load.answers.get() > answered + 50);
    load.end();
    assertThat(load.failures).isEmpty();
    await().atMost(SOON).until(() -> stored.texts().size() >= load.records.get());
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= load.records.get(); i++) {
      expected.add("record " + i);
    }
    assertThat(stored.texts()).isEqualTo(expected);
  }

  @Test
  void anOldClientKey_isRefused_andItsLiveConnectionIsCut() throws Exception {
    try (RawClient raw = new RawClient(home, CLI, REQUESTS)) {
      ask(raw);

      home.announceKey(CLI);
      placeEverywhere();
      home.switchKey(CLI);
      placeEverywhere();
      ask(raw);

      home.finishKey(CLI);
      placeEverywhere();
      raw.socket().setReceiveTimeOut(1_000);
      assertThat(asks(raw)).as("over the connection that was live").isFalse();
      raw.reconnect();
      raw.socket().setReceiveTimeOut(1_000);
      assertThat(asks(raw)).as("over a new connection").isFalse();
    }
  }

  @Test
  void anOldServerKey_reachesNobody_andConnectionsUnderItAreCut() throws Exception {
    try (RawClient raw = new RawClient(home, CLI, REQUESTS)) {
      ask(raw);
      home.announceKey(VAULT);
      placeEverywhere();
      home.switchKey(VAULT);
      placeEverywhere();
      ask(raw);

      home.finishKey(VAULT);
      placeEverywhere();

      raw.socket().setReceiveTimeOut(1_000);
      assertThat(asks(raw)).as("over the connection that was live").isFalse();
      raw.reconnect();
      raw.socket().setReceiveTimeOut(1_000);
      assertThat(asks(raw)).as("to whom it took for the server").isFalse();
      assertThat(bus(CLI).client(REQUESTS).ask(new VaultRequest.ListVaults(), SOON)).isNotNull();
    }
  }

  @Test
  void aChange_thatCannotBeRecorded_waits() throws Exception {
    List<CredentialChange> seen = new CopyOnWriteArrayList<>();
    CountDownLatch recordable = new CountDownLatch(1);
    bus(CLI)
        .onCredentialChange(change -> {
          seen.add(change);
          if (recordable.getCount() > 0) {
            throw new IllegalStateException("the disk is full");
          }
        });
    String before = home.publicKey(CLI);
    home.announceKey(CLI).switchKey(CLI);

    await().atMost(SOON).until(() -> seen.size() >= 2);
    assertThat(bus(CLI).credentials().publicKey()).isEqualTo(before);
    recordable.countDown();

    await().atMost(SOON).until(() -> !bus(CLI).credentials().publicKey().equals(before));
    assertThat(seen)
        .allMatch(
            change -> change.equals(new CredentialChange.NewKey(before, home.publicKey(CLI))));
  }

  @Test
  void aKeyFileThatIsNone_changesNothingButTheHealth() throws Exception {
    Path file = home.state(CLI).resolve(Bundle.KEY_FILE);
    String before = bus(CLI).credentials().publicKey();
    Path draft = file.resolveSibling("draft");
    Files.writeString(draft, "aico-curve-key 1\nnothing\n");
    Files.setPosixFilePermissions(
        draft, java.nio.file.attribute.PosixFilePermissions.fromString("r--------"));
    Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    await().atMost(SOON).until(() -> !bus(CLI).healthy());
    assertThat(bus(CLI).credentials().publicKey()).isEqualTo(before);
    assertThat(bus(CLI).client(REQUESTS).ask(new VaultRequest.ListVaults(), SOON)).isNotNull();
  }

  private static void ask(RawClient raw) {
    assertThat(asks(raw)).isTrue();
  }

  private static boolean asks(RawClient raw) {
    RequestFrames request =
        new RequestFrames(
            RequestFrames.REQUEST,
            Hex.decode(java.util.UUID.randomUUID().toString().replace("-", "")),
            5_000,
            "vault.list",
            "{}".getBytes(UTF_8),
            null,
            null);
    List<byte[]> frames = request.encode();
    raw.socket().setSendTimeOut(1_000);
    for (int i = 0; i < frames.size(); i++) {
      int more = i < frames.size() - 1 ? org.zeromq.ZMQ.SNDMORE : 0;
      if (!raw.socket().send(frames.get(i), more)) {
        return false;
      }
    }
    if (raw.socket().recv() == null) {
      return false;
    }
    while (raw.socket().hasReceiveMore()) {
      raw.socket().recv();
    }
    return true;
  }

  /** Asks and records from several threads until told to end. */
  private static final class Load {
    final AtomicInteger answers = new AtomicInteger();
    final AtomicInteger records = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Load(RequestClient client, RecordSender sender) {
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (end.getCount() > 0) {
                    RequestFailed failed =
                        catchThrowableOfType(
                            RequestFailed.class,
                            () -> client.ask(new VaultRequest.ListVaults(), SOON));
                    if (failed != null) {
                      failures.add(String.valueOf(failed.getMessage()));
                    } else {
                      answers.incrementAndGet();
                    }
                  }
                }));
      }
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (end.getCount() > 0) {
                  byte[] record = ("record " + records.incrementAndGet()).getBytes(UTF_8);
                  sender.append(record, Reserve.NONE).join();
                }
              }));
    }

    void end() throws InterruptedException {
      end.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /** Keeps records in memory, each once. */
  private static final class Stored implements RecordHandler {
    private final List<String> texts = new ArrayList<>();

    @Override
    public synchronized CompletionStage<Long> hello(RecordHello hello) {
      return CompletableFuture.completedFuture((long) texts.size());
    }

    @Override
    public synchronized CompletionStage<Long> store(RecordBatch batch) {
      for (int i = 0; i < batch.records().size(); i++) {
        if (batch.firstSequence() + i == texts.size() + 1L) {
          texts.add(new String(batch.records().get(i), UTF_8));
        }
      }
      return CompletableFuture.completedFuture((long) texts.size());
    }

    synchronized List<String> texts() {
      return List.copyOf(texts);
    }
  }
}
