package aico.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final InMemoryThrottleFile file = new InMemoryThrottleFile();
  private Instant now = Instant.parse("2026-11-01T12:00:00Z");
  private Throttle throttle = new Throttle(file, () -> now);

  @Test
  void failed_inARow_doublesUpToTheLimit() {
    long[] waits = new long[10];
    for (int i = 0; i < waits.length; i++) {
      assertThat(throttle.begin("owner")).isEmpty();
      waits[i] = throttle.failed("owner");
      now = now.plusSeconds(waits[i]);
    }
    assertThat(waits).containsExactly(0, 0, 2, 4, 8, 16, 32, 60, 60, 60);
  }

  @Test
  void begin_oneSecondEarly_tellsTheRest() {
    failTimes(4);
    assertThat(throttle.begin("owner")).hasValue(4);
    now = now.plusMillis(3001);
    assertThat(throttle.begin("owner")).hasValue(1);
    now = now.plusMillis(999);
    assertThat(throttle.begin("owner")).isEmpty();
  }

  @Test
  void begin_manyAtOnce_chargesEach() {
    failTimes(2);
    assertThat(throttle.begin("owner")).isEmpty();
    // The first one is still deriving.
    assertThat(throttle.begin("owner")).isPresent();
  }

  @Test
  void begin_afterTheClockWasSetBack_neverWaitsLongerThanTheLimit() {
    failTimes(3);
    now = now.minusSeconds(1_000_000);

    assertThat(throttle.begin("owner")).hasValue(Throttle.MAX_WAIT_S);
    now = now.plusSeconds(Throttle.MAX_WAIT_S);
    assertThat(throttle.begin("owner")).isEmpty();
  }

  @Test
  void begin_afterARestart_stillWaits() {
    failTimes(8);
    throttle = new Throttle(file, () -> now);
    assertThat(throttle.begin("owner")).hasValue(60);
  }

  @Test
  void succeeded_forgets() {
    failTimes(3);
    now = now.plusSeconds(2);
    assertThat(throttle.begin("owner")).isEmpty();
    throttle.succeeded("owner");
    assertThat(throttle.begin("owner")).isEmpty();
    assertThat(throttle.failed("owner")).isZero();
  }

  private void failTimes(int times) {
    for (int i = 0; i < times; i++) {
      while (throttle.begin("owner").isPresent()) {
        now = now.plusSeconds(1);
      }
      throttle.failed("owner");
    }
  }
}
