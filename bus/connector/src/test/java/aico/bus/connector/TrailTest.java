package aico.bus.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.zmq.RecordPosition;
import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TrailTest {
  private static final AuditEvent EVENT = AuditEvent.of(EventCode.VAULT_MOUNTED);

  @Test
  void record_returnsOnceTheSinkSaysDurable() throws Exception {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    AtomicReference<Reserve> usedReserve = new AtomicReference<>();
    Trail trail =
        trail((record, reserve) -> {
          usedReserve.set(reserve);
          return durable;
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> recording = threads.submit(() -> trail.record(EVENT));
      Awaitility.await().until(() -> usedReserve.get() != null);
      assertThat(recording.isDone()).isFalse();
      durable.complete(null);
      recording.get(10, TimeUnit.SECONDS);
    }
    assertThat(usedReserve).hasValue(Reserve.OPENING);
  }

  @Test
  void reserve_isForLocks_andAPartOfItForUnlocks_notForWhatWasTriedInVain() {
    AtomicReference<Reserve> usedReserve = new AtomicReference<>();
    Trail trail =
        trail((record, reserve) -> {
          usedReserve.set(reserve);
          return CompletableFuture.completedStage(null);
        });
    trail.recordReserved(EVENT);
    assertThat(usedReserve).hasValue(Reserve.CLOSING);
    for (EventCode opening :
        List.of(EventCode.KEY_UNLOCKED, EventCode.AUTH_LOGIN, EventCode.VAULT_MOUNTED)) {
      trail.record(AuditEvent.of(opening));
      assertThat(usedReserve).hasValue(Reserve.OPENING);
      trail.record(AuditEvent.of(opening).failed());
      assertThat(usedReserve).hasValue(Reserve.NONE);
    }
    AuditEvent allowed = AuditEvent.of(EventCode.DECISION_ALLOWED);
    trail.record(allowed.with("action", "vault.mount"));
    assertThat(usedReserve).hasValue(Reserve.OPENING);
    for (AuditEvent other :
        List.of(
            allowed.with("action", "vault.create"),
            AuditEvent.of(EventCode.DECISION_DENIED).failed().with("action", "vault.mount"),
            AuditEvent.of(EventCode.AUTH_LOGIN_FAILED).failed(),
            AuditEvent.of(EventCode.VAULT_CREATED))) {
      trail.record(other);
      assertThat(usedReserve).hasValue(Reserve.NONE);
    }
  }

  @Test
  void fullOutbox_isNotRecorded_withItsReason() {
    RecordSink full =
        (record, reserve) -> CompletableFuture.failedStage(new IOException("no space left"));
    assertThatThrownBy(() -> trail(full).record(EVENT))
        .isInstanceOf(NotRecorded.class)
        .hasMessage("vault.mounted: not recorded: no space left");
  }

  @Test
  void sinkThatThrows_isNotRecorded() {
    RecordSink closed =
        (record, reserve) -> {
          throw new IllegalStateException("closed");
        };
    assertThatThrownBy(() -> trail(closed).record(EVENT)).isInstanceOf(NotRecorded.class);
  }

  @Test
  void floodOfOneKind_isRefused_andLeavesTheOthersTheirRoom() {
    NobodyTakes sink = new NobodyTakes();
    Trail trail = trail(sink);

    assertThatThrownBy(
            () -> {
              while (true) {
                trail.record(EVENT);
              }
            })
        .isInstanceOf(NotRecorded.class)
        .hasMessageContaining("of its kind wait for audit-service");
    assertThat(sink.bytes).isBetween(Trail.QUOTA_BYTES - 1_000, Trail.QUOTA_BYTES);
    assertThatThrownBy(() -> trail.recordReserved(EVENT)).isInstanceOf(NotRecorded.class);
    trail.record(AuditEvent.of(EventCode.VAULT_UNMOUNTED));

    sink.acknowledged = sink.sequence / 2;
    long before = sink.sequence;
    assertThatThrownBy(
            () -> {
              while (true) {
                trail.record(EVENT);
              }
            })
        .isInstanceOf(NotRecorded.class);
    assertThat(sink.sequence - before).isBetween(before * 49 / 100, before * 51 / 100);
  }

  @Test
  void whatFails_takesNoRoomOfItsKind() {
    NobodyTakes sink = new NobodyTakes();
    Trail trail = trail(sink);
    sink.full = true;
    long tries = 2 * Trail.QUOTA_BYTES / 500;
    for (int i = 0; i < tries; i++) {
      assertThatThrownBy(() -> trail.record(EVENT)).hasMessageContaining("no space left");
    }

    sink.full = false;
    trail.record(EVENT);
    assertThat(sink.sequence).isEqualTo(1);
  }

  /** An outbox that audit-service takes nothing from. */
  private static final class NobodyTakes implements RecordSink {
    private long sequence;
    private long bytes;
    private long acknowledged;
    private boolean full;

    @Override
    public CompletionStage<?> append(byte[] record, Reserve reserve) {
      if (full) {
        return CompletableFuture.failedStage(new IOException("no space left"));
      }
      bytes += record.length;
      return CompletableFuture.completedStage(new RecordPosition("00".repeat(16), ++sequence));
    }

    @Override
    public long acknowledged() {
      return acknowledged;
    }
  }

  @Test
  void names_areSealedBeforeTheyReachTheSink_orNothingIsWritten() {
    AtomicReference<byte[]> written = new AtomicReference<>();
    RecordSink sink =
        (record, reserve) -> {
          written.set(record);
          return CompletableFuture.completedStage(null);
        };
    try (SubjectCopy unmet = new SubjectCopy(new FakeBus(), System::nanoTime)) {
      Trail trail =
          new Trail(
              "vault-service", sink, InstantSource.fixed(Instant.EPOCH), UUID::randomUUID, unmet);
      AuditEvent named = EVENT.by("cli", "anna");

      assertThatThrownBy(() -> trail.record(named)).isInstanceOf(NotRecorded.class);
      assertThat(written).hasValue(null);
      trail.recordReserved(named);
      assertThat(new String(written.get(), UTF_8)).contains("withheld").doesNotContain("anna");
    }
  }

  private static Trail trail(RecordSink sink) {
    return new Trail(
        "vault-service",
        sink,
        InstantSource.fixed(Instant.EPOCH),
        UUID::randomUUID,
        EventSeal.NONE);
  }
}
