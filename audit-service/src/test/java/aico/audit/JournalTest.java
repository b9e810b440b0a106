package aico.audit;

import static aico.audit.Records.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.Journal.Sent;
import aico.audit.log.Leaf;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final InMemoryLeafStore store = new InMemoryLeafStore();
  private final Journal journal =
      new Journal(
          store,
          new Duplicates(),
          TestEvents.events(),
          "audit-service",
          "ffffffffffffffffffffffffffffffff");
  private final Thread thread = new Thread(journal);

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    journal.end();
    thread.join(5_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void submit_records_becomeLeavesWithTheirBytes() throws Exception {
    await(journal.submit(List.of(sent("vault-service", 1), sent("vault-service", 2))));
    assertThat(store.leaves).hasSize(2);
    Leaf second = Leaf.decode(store.leaves.get(1));
    assertThat(second.sequence()).isEqualTo(1);
    assertThat(second.producer()).isEqualTo("vault-service");
    assertThat(second.producerSequence()).isEqualTo(2);
    assertThat(second.record()).isEqualTo(Records.record("vault-service", 2));
    assertThat(new String(store.leaves.get(1), StandardCharsets.UTF_8))
        .startsWith(
            "{\"sequence\":\"00000000000000000001\",\"producer\":\"vault-service\",\"incarnation\":\""
                + Records.INCARNATION
                + "\",\"producerseq\":\"2\",\"specversion\"");
  }

  @Test
  void submit_again_isAcknowledgedAndNotStored() throws Exception {
    await(journal.submit(List.of(sent("vault-service", 1))));
    await(journal.submit(List.of(sent("vault-service", 1))));
    assertThat(store.leaves).hasSize(1);
  }

  @Test
  void submit_aConflict_isStoredAndAlarmed() throws Exception {
    List<AuditEvent> alarms = new CopyOnWriteArrayList<>();
    journal.onAlarm(alarms::add);
    await(journal.submit(List.of(sent("vault-service", 1))));
    await(
        journal.submit(
            List.of(
                new Sent(
                    new Position("vault-service", Records.INCARNATION, 1),
                    Records.record("vault-service", 1, "other")))));
    assertThat(codes()).containsExactly("", "", "record.conflict");
    org.awaitility.Awaitility.await()
        .untilAsserted(() ->
            assertThat(alarms)
                .extracting(AuditEvent::code)
                .containsExactly(EventCode.RECORD_CONFLICT));
  }

  @Test
  void submit_aGap_isStoredAndRecorded() throws Exception {
    await(journal.submit(List.of(sent("vault-service", 1), sent("vault-service", 5))));
    assertThat(codes()).containsExactly("", "", "record.gap");
    assertThat(new String(store.leaves.get(2), StandardCharsets.UTF_8))
        .contains("\"missing\":\"3\"")
        .contains("\"missing_from\":\"2\"");
  }

  @Test
  void submit_poison_isRecordedAndSkippedAndNeverBlocks() throws Exception {
    Position first = new Position("vault-service", Records.INCARNATION, 1);
    Position second = new Position("vault-service", Records.INCARNATION, 2);
    List<Sent> records =
        List.of(
            new Sent(first, "garbage".getBytes(StandardCharsets.UTF_8)),
            new Sent(second, Records.record("auth-service", 2)),
            sent("vault-service", 3));
    await(journal.submit(records));
    assertThat(codes()).containsExactly("record.refused", "peer.refused", "");
    await(journal.submit(records));
    assertThat(store.leaves).hasSize(3);
    assertThat(journal.head("vault-service", Records.INCARNATION)).isEqualTo(3);
  }

  @Test
  void submit_byManyProducers_keepsEachOnesOrderAndSharesSyncs() throws Exception {
    List<CompletableFuture<Void>> stored = new CopyOnWriteArrayList<>();
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      String name = "p" + p;
      producers.add(
          Thread.ofVirtual()
              .start(() -> {
                for (long i = 1; i <= 500; i++) {
                  stored.add(journal.submit(List.of(sent(name, i))).toCompletableFuture());
                }
              }));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    for (CompletableFuture<Void> one : stored) {
      one.get(10, TimeUnit.SECONDS);
    }
    assertThat(store.leaves).hasSize(4_000);
    assertThat(store.commits).isLessThan(4_000);
    List<Leaf> leaves = store.leaves.stream().map(Leaf::decode).toList();
    assertThat(leaves.stream().map(Leaf::sequence))
        .containsExactlyElementsOf(LongStream.range(0, 4_000).boxed().toList());
    for (int p = 0; p < 8; p++) {
      String name = "p" + p;
      assertThat(leaves.stream().filter(l -> l.producer().equals(name)).map(Leaf::producerSequence))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
    }
  }

  @Test
  void submit_whileTheDiskIsFull_isNotAcknowledgedAndGoesOnAfterwards() throws Exception {
    await(journal.submit(List.of(sent("vault-service", 1))));
    store.failure = new NotStored("no space", new IOException());
    CompletionStage<Void> refused = journal.submit(List.of(sent("vault-service", 2)));
    assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(NotStored.class);
    assertThat(journal.failure()).hasValue("no space");
    store.failure = null;
    await(journal.submit(List.of(sent("vault-service", 2), sent("vault-service", 3))));
    assertThat(codes()).containsExactly("", "", "");
    assertThat(journal.failure()).isEmpty();
  }

  @Test
  void submit_behindWhatWasNotStored_isRefusedUntilThatComesAgain() throws Exception {
    await(journal.submit(List.of(sent("vault-service", 1))));
    store.failure = new NotStored("no space", new IOException());
    CompletionStage<Void> refused = journal.submit(List.of(sent("vault-service", 2)));
    assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(NotStored.class);
    store.failure = null;

    CompletionStage<Void> behind = journal.submit(List.of(sent("vault-service", 3)));

    assertThatThrownBy(() -> await(behind)).hasCauseInstanceOf(NotStored.class);
    assertThat(journal.head("vault-service", Records.INCARNATION)).isEqualTo(1);
    await(journal.submit(List.of(sent("auth-service", 1))));
    await(journal.submit(List.of(sent("vault-service", 2))));
    await(journal.submit(List.of(sent("vault-service", 3))));
    assertThat(codes()).containsExactly("", "", "", "");
  }

  @Test
  void submit_afterAFailedSync_isNeverAcknowledgedAgain() {
    store.failure = new StoreBroken("sync failed", new IOException());
    CompletionStage<Void> first = journal.submit(List.of(sent("vault-service", 1)));
    assertThatThrownBy(() -> await(first)).hasCauseInstanceOf(StoreBroken.class);
    store.failure = null;
    CompletionStage<Void> second = journal.submit(List.of(sent("vault-service", 1)));
    assertThatThrownBy(() -> await(second)).hasCauseInstanceOf(StoreBroken.class);
    assertThat(store.leaves).isEmpty();
    assertThat(journal.failure()).hasValue("sync failed");
  }

  @Test
  void record_ownEvents_haveTheirOwnOutbox() throws Exception {
    await(journal.record(AuditEvent.of(EventCode.SERVICE_STARTED)));
    await(journal.record(AuditEvent.of(EventCode.SERVICE_STOPPED)));
    Leaf second = Leaf.decode(store.leaves.get(1));
    assertThat(second.producer()).isEqualTo("audit-service");
    assertThat(second.producerSequence()).isEqualTo(2);
    assertThat(RecordCheck.check("audit-service", second.record()))
        .isEqualTo(new RecordCheck.Sound());
  }

  /** The event code of each leaf that audit-service itself wrote. */
  private List<String> codes() {
    return store.leaves.stream()
        .map(leaf -> new String(leaf, StandardCharsets.UTF_8))
        .map(leaf ->
            leaf.contains("\"producer\":\"audit-service\"")
                ? leaf.replaceAll(".*\"event_code\":\"([a-z._]*)\".*", "$1")
                : "")
        .toList();
  }

  private static void await(CompletionStage<Void> stored)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    stored.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
