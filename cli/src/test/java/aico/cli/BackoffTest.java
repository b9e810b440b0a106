package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void failingStarts_waitTwiceAsLongEachTime_withinBounds() {
    Backoff backoff = new Backoff();

    assertThat(backoff.afterRunOf(10)).isEqualTo(200);
    assertThat(backoff.afterRunOf(10)).isEqualTo(400);
    assertThat(backoff.afterRunOf(10)).isEqualTo(800);
    for (int i = 0; i < 40; i++) {
      assertThat(backoff.afterRunOf(10)).isLessThanOrEqualTo(Backoff.LONGEST_MS);
    }
    assertThat(backoff.afterRunOf(10)).isEqualTo(Backoff.LONGEST_MS);
  }

  @Test
  void aSteadyRun_startsOver() {
    Backoff backoff = new Backoff();
    backoff.afterRunOf(10);
    backoff.afterRunOf(10);

    assertThat(backoff.afterRunOf(Backoff.STEADY_MS)).isEqualTo(Backoff.FIRST_MS);
  }
}
