package aico.audit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.Digests;
import aico.audit.Duplicates;
import aico.audit.InMemoryLeafStore;
import aico.audit.Journal;
import aico.audit.Records;
import aico.audit.TestEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.zmq.RecordHello;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heads are compared when a producer connects. */
class RecordIntakeTest {
  private static final String VAULT = "vault-service";

  private final InMemoryLeafStore store = new InMemoryLeafStore();
  private final Journal journal =
      new Journal(
          store,
          new Duplicates(),
          Digests.ofTheJdk(),
          TestEvents.events(),
          "audit-service",
          "f".repeat(32));
  private final Thread thread = new Thread(journal);
  private final List<AuditEvent> alarms = new CopyOnWriteArrayList<>();
  private final RecordIntake intake = new RecordIntake(journal, Runnable::run);

  @BeforeEach
  void start() throws Exception {
    journal.onAlarm(alarms::add);
    thread.start();
    await(journal.submit(List.of(Records.sent(VAULT, 1), Records.sent(VAULT, 2))));
  }

  @AfterEach
  void end() throws InterruptedException {
    journal.end();
    thread.join(5_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void headsThatFollow_areNoAlarm() throws Exception {
    assertThat(stored(0, 2)).isEqualTo(2);
    assertThat(stored(2, 2)).isEqualTo(2);
    assertThat(stored(1, 5)).isEqualTo(2);
    await(journal.submit(List.of()));
    assertThat(alarms).isEmpty();
    assertThat(store.leaves).hasSize(2);
  }

  @Test
  void outboxOfYesterday_isAnAlarm_thatNamesTheProducer() throws Exception {
    assertThat(stored(0, 1)).isEqualTo(2);
    assertThat(alarmed()).containsEntry("outbox_head", "1").containsEntry("stored_head", "2");
  }

  /** Somebody put an older copy of the log in its place. */
  @Test
  void recordsThatWereAcknowledged_andAreNotThere_areAnAlarm() throws Exception {
    assertThat(stored(3, 4)).isEqualTo(2);
    assertThat(alarmed())
        .containsEntry("reason", "records that were acknowledged are not stored")
        .containsEntry("outbox_head", "3")
        .containsEntry("stored_head", "2");
  }

  private Map<String, String> alarmed() {
    Awaitility.await().until(() -> alarms.size() == 1);
    AuditEvent alarm = alarms.getFirst();
    assertThat(alarm.code()).isEqualTo(EventCode.RECORD_CONFLICT);
    assertThat(alarm.details()).containsEntry("producer", VAULT);
    assertThat(store.leaves).hasSize(3);
    return alarm.details();
  }

  private long stored(long base, long head) throws Exception {
    return await(
        intake.stored(
            new RecordHello(
                VAULT, Records.INCARNATION, base, "00".repeat(32), head, "00".repeat(32))));
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
