package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsIT {
  private static final String TOPIC = Topics.AUDIT_RECORDS;

  private @TempDir Path folder;
  private TestHome home;

  @BeforeEach
  void provision() throws Exception {
    home =
        new TestHome(folder)
            .principal("audit-service", Role.AUDIT)
            .principal("vault-service", Role.VAULT)
            .principal("key-service", Role.KEY)
            .topic(TOPIC, TopicKind.RECORDS, "audit-service")
            .joins("vault-service", TOPIC)
            .provision();
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  /** Stores in memory, recognises what it has, and outlives its receivers. */
  private static final class Trail implements RecordHandler {
    final Map<String, List<String>> stored = new HashMap<>();
    final List<RecordHello> hellos = new CopyOnWriteArrayList<>();
    volatile boolean storing = true;
    volatile boolean failing;

    @Override
    public synchronized CompletionStage<Long> hello(RecordHello hello) {
      hellos.add(hello);
      return CompletableFuture.completedFuture((long) of(hello.incarnation()).size());
    }

    @Override
    public synchronized CompletionStage<Long> store(RecordBatch batch) {
      if (failing) {
        throw new IllegalStateException("disk full");
      }
      if (!storing) {
        return new CompletableFuture<>();
      }
      List<String> trail = of(batch.incarnation());
      assertThat(batch.firstSequence()).isLessThanOrEqualTo(trail.size() + 1L);
      for (int i = 0; i < batch.records().size(); i++) {
        if (batch.firstSequence() + i > trail.size()) {
          trail.add(new String(batch.records().get(i), UTF_8));
        }
      }
      return CompletableFuture.completedFuture((long) trail.size());
    }

    synchronized List<String> of(String incarnation) {
      return stored.computeIfAbsent(incarnation, i -> new ArrayList<>());
    }

    synchronized int size(String incarnation) {
      return of(incarnation).size();
    }
  }

  private RecordSender sender(Bus bus) {
    return bus.sender(TOPIC, home.state("vault-service").resolve("outbox"));
  }

  private static List<byte[]> records(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> ("record " + i).getBytes(UTF_8)).toList();
  }

  private static List<String> texts(int to) {
    return IntStream.rangeClosed(1, to).mapToObj(i -> "record " + i).toList();
  }

  @Test
  void append_isStoredInOrder_andAcknowledged() {
    Trail trail = new Trail();
    home.open("audit-service").receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));

    for (int i = 1; i <= 500; i++) {
      sender.append(("record " + i).getBytes(UTF_8), Reserve.NONE);
    }
    RecordPosition last = sender.append(records(501, 2_000), Reserve.NONE).join();

    assertThat(last).isEqualTo(new RecordPosition(sender.incarnation(), 2_000));
    await().until(() -> sender.acknowledged() == 2_000);
    assertThat(trail.of(sender.incarnation())).isEqualTo(texts(2_000));
    assertThat(trail.hellos.getFirst().principal()).isEqualTo("vault-service");
    assertThat(trail.hellos.getFirst().baseHash()).isEqualTo("00".repeat(32));
  }

  @Test
  void append_withoutReceiver_isDurable_andSentAfterARestartOfTheSender() throws Exception {
    Bus bus = home.open("vault-service");
    RecordSender first = sender(bus);
    String incarnation = first.incarnation();
    first.append(records(1, 100), Reserve.NONE).join();
    bus.close();

    Trail trail = new Trail();
    home.open("audit-service").receiver(TOPIC, trail);
    RecordSender second = sender(home.open("vault-service"));
    second.append(records(101, 101), Reserve.NONE).join();

    await().until(() -> second.acknowledged() == 101);
    assertThat(second.incarnation()).isEqualTo(incarnation);
    assertThat(trail.of(incarnation)).isEqualTo(texts(101));
  }

  @Test
  void receiver_thatRestartsBeforeItAcknowledged_getsEverythingAgain() throws Exception {
    Trail trail = new Trail();
    trail.storing = false;
    Bus receiving = home.open("audit-service");
    receiving.receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));
    sender.append(records(1, 300), Reserve.NONE).join();
    await().until(() -> !trail.hellos.isEmpty());
    assertThat(sender.acknowledged()).isZero();

    receiving.close();
    trail.storing = true;
    home.open("audit-service").receiver(TOPIC, trail);

    await().until(() -> sender.acknowledged() == 300);
    assertThat(trail.of(sender.incarnation())).isEqualTo(texts(300));
  }

  @Test
  void receiver_thatRestartsUnderLoad_losesNothing() throws Exception {
    Trail trail = new Trail();
    RecordSender sender = sender(home.open("vault-service"));
    Thread producer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 1; i <= 3_000; i++) {
                sender.append(("record " + i).getBytes(UTF_8), Reserve.NONE).join();
              }
            });
    for (int round = 1; round <= 4; round++) {
      Bus receiving = home.open("audit-service");
      receiving.receiver(TOPIC, trail);
      int until = 500 * round;
      await().until(() -> trail.size(sender.incarnation()) >= until);
      receiving.close();
    }
    home.open("audit-service").receiver(TOPIC, trail);
    producer.join();

    await().until(() -> sender.acknowledged() == 3_000);
    assertThat(trail.of(sender.incarnation())).isEqualTo(texts(3_000));
  }

  @Test
  void receiver_thatFails_isTriedAgain() {
    Trail trail = new Trail();
    trail.failing = true;
    home.open("audit-service").receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));
    sender.append(records(1, 10), Reserve.NONE).join();
    await().until(() -> !trail.hellos.isEmpty());

    trail.failing = false;

    await().until(() -> sender.acknowledged() == 10);
    assertThat(trail.of(sender.incarnation())).isEqualTo(texts(10));
  }

  @Test
  void hello_tellsBaseAndHeadOfTheTrail() throws Exception {
    Trail trail = new Trail();
    Bus receiving = home.open("audit-service");
    receiving.receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));
    sender.append(records(1, 3), Reserve.NONE).join();
    await().until(() -> sender.acknowledged() == 3);
    receiving.close();
    home.open("audit-service").receiver(TOPIC, trail);

    await().until(() -> trail.hellos.size() == 2);
    RecordHello hello = trail.hellos.getLast();
    assertThat(hello.headSequence()).isEqualTo(3);
    assertThat(hello.headHash()).matches("[0-9a-f]{64}").isNotEqualTo("00".repeat(32));
    assertThat(hello.baseSequence()).isZero();
  }

  @Test
  void append_ofMoreThanTheCredit_getsThrough() {
    Trail trail = new Trail();
    home.open("audit-service").receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));
    List<byte[]> large = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      large.add(new byte[65_000]);
    }

    for (int i = 0; i < 20; i++) {
      sender.append(large, Reserve.NONE).join();
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> sender.acknowledged() == 300);
    assertThat(trail.size(sender.incarnation())).isEqualTo(300);
  }

  @Test
  void sender_withoutAcknowledgement_stopsAtTheCredit() {
    CountingMeters meters = new CountingMeters();
    Trail trail = new Trail();
    trail.storing = false;
    home.open("audit-service", meters).receiver(TOPIC, trail);
    RecordSender sender = sender(home.open("vault-service"));
    List<byte[]> large = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      large.add(new byte[65_000]);
    }

    for (int i = 0; i < 20; i++) {
      sender.append(large, Reserve.NONE).join();
    }

    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() ->
            meters.get(TOPIC, BusMeters.Counter.MESSAGES_IN)
                <= 1 + Limits.RECORD_CREDIT_MAX / 65_004);
    assertThat(sender.acknowledged()).isZero();
  }

  @Test
  void sender_ofTheSmallestRecords_countsWhatEachCostsTheReceiver() {
    AtomicLong under = new AtomicLong();
    RecordHandler never =
        new RecordHandler() {
          @Override
          public CompletionStage<Long> hello(RecordHello hello) {
            return CompletableFuture.completedStage(0L);
          }

          @Override
          public CompletionStage<Long> store(RecordBatch batch) {
            under.addAndGet(batch.records().size());
            return new CompletableFuture<>();
          }
        };
    home.open("audit-service").receiver(TOPIC, never);
    RecordSender sender = sender(home.open("vault-service"));
    for (int i = 0; i < 30; i++) {
      sender.append(Collections.nCopies(1_000, new byte[1]), Reserve.NONE).join();
    }

    int cost = 1 + Integer.BYTES + Limits.RECORD_COST_BYTES;
    int fit = RecordCredit.share(1) / cost;
    await().during(Duration.ofSeconds(1)).until(() -> under.get() > 0 && under.get() <= fit);
  }

  /** A later connection of the same principal ends the earlier one and goes on behind it. */
  @Test
  void producer_thatConnectsAgainUnderLoad_losesNothing_andKeepsTheOrder() throws Exception {
    Trail trail = new Trail();
    home.open("audit-service").receiver(TOPIC, trail);
    for (int round = 1; round <= 3; round++) {
      Bus bus = home.open("vault-service");
      RecordSender sender = sender(bus);
      sender.append(records(1_000 * round - 999, 1_000 * round), Reserve.NONE).join();
      bus.close();
    }
    RecordSender last = sender(home.open("vault-service"));

    await().until(() -> last.acknowledged() == 3_000);
    assertThat(trail.of(last.incarnation())).isEqualTo(texts(3_000));
  }

  @Test
  void sender_withAnUnlistedKey_keepsItsRecords() throws Exception {
    Trail trail = new Trail();
    CountingMeters meters = new CountingMeters();
    home.open("audit-service", meters).receiver(TOPIC, trail);
    RecordSender sender =
        home.open("key-service").sender(TOPIC, home.state("key-service").resolve("outbox"));
    sender.append(records(1, 5), Reserve.NONE).join();

    await().until(() -> meters.get(TOPIC, BusMeters.Counter.REFUSED) > 1);

    assertThat(sender.acknowledged()).isZero();
    assertThat(trail.hellos).isEmpty();
    try (Stream<Path> files = Files.list(home.state("key-service").resolve("outbox"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".seg"))).hasSize(1);
    }
  }

  @Test
  void sender_withADamagedOutbox_isRefusedNamingTheFile() throws Exception {
    Bus bus = home.open("vault-service");
    RecordSender sender = sender(bus);
    sender.append(records(1, 5), Reserve.NONE).join();
    sender.close();
    Path segment = home.state("vault-service").resolve("outbox/00000000000000000001.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[100] ^= 1;
    Files.write(segment, bytes);

    assertThatThrownBy(() -> sender(bus))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining(segment.toString());
  }
}
