package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
    AtomicReference<Boolean> usedReserve = new AtomicReference<>();
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
    assertThat(usedReserve).hasValue(false);
  }

  @Test
  void reserve_isAskedFor() {
    AtomicReference<Boolean> usedReserve = new AtomicReference<>();
    trail(
            (record, reserve) -> {
              usedReserve.set(reserve);
              return CompletableFuture.completedStage(null);
            })
        .recordReserved(EVENT);
    assertThat(usedReserve).hasValue(true);
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

  private static Trail trail(RecordSink sink) {
    return new Trail("vault-service", sink, InstantSource.fixed(Instant.EPOCH), UUID::randomUUID);
  }
}
