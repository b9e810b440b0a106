package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waits_double_withinTheirBounds_andBeginAnewAfterASuccess() {
    for (double random : new double[] {0, 0.999}) {
      Backoff backoff = new Backoff(() -> random);
      long bound = Backoff.FIRST_MS;
      for (int i = 0; i < 20; i++) {
        assertThat(backoff.next(0)).isBetween(bound / 2, bound);
        bound = Math.min(Backoff.MAX_MS, 2 * bound);
      }
      backoff.reset();
      assertThat(backoff.next(0)).isLessThanOrEqualTo(Backoff.FIRST_MS);
      assertThat(backoff.next(30_000)).isEqualTo(30_000);
      assertThat(backoff.next(Long.MAX_VALUE)).isEqualTo(Backoff.MAX_MS);
    }
  }
}
