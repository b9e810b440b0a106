package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.AuditEvent;
import aico.bus.zmq.PeerRefused;
import aico.bus.zmq.PeerRefused.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerRefusalsTest {
  private final List<AuditEvent> recorded = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final PeerRefusals refusals = new PeerRefusals(recorded::add, nanos::get);

  @Test
  void first_isToldAtOnce_theRestOfItsMinuteAsOneEvent() {
    refuse(100, "127.0.0.1", Reason.KEY);
    assertThat(recorded).hasSize(1);

    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    refusals.flush();
    assertThat(recorded).hasSize(2);
    assertThat(recorded.getLast().details())
        .containsEntry("count", "99")
        .containsEntry("reason", "key")
        .containsEntry("topic", "vault.requests");

    refusals.flush();
    assertThat(recorded).hasSize(2);
  }

  @Test
  void fewStalledConnects_areNotTold_manyAre() {
    refuse(PeerRefusals.MIN_STALLED - 1, "a", Reason.STALLED);
    refuse(PeerRefusals.MIN_STALLED, "b", Reason.STALLED);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    refusals.flush();
    assertThat(recorded).hasSize(1);
    assertThat(recorded.getFirst().details()).containsEntry("address", "b");
  }

  @Test
  void manySources_areBounded() {
    for (int i = 0; i < 10_000; i++) {
      refuse(1, "10.0.0." + i, Reason.PROTOCOL);
    }
    assertThat(recorded).hasSize(PeerRefusals.MAX_SOURCES + 1);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    refusals.flush();
    assertThat(recorded.getLast().details())
        .containsEntry("address", PeerRefusals.OTHERS)
        .containsEntry("count", Integer.toString(10_000 - PeerRefusals.MAX_SOURCES - 1));
  }

  private void refuse(int times, String address, Reason reason) {
    for (int i = 0; i < times; i++) {
      refusals.refused(new PeerRefused("vault.requests", address, reason));
    }
  }
}
