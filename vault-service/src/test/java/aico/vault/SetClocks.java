package aico.vault;

import java.time.Duration;
import java.time.Instant;

/** Clocks that a test turns. */
public final class SetClocks implements Clocks {
  private volatile long monotonicNs;
  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

  /** Both go on. */
  public void pass(Duration time) {
    monotonicNs += time.toNanos();
    now = now.plus(time);
  }

  /** Somebody sets the time of day. */
  public void set(Instant time) {
    now = time;
  }

  @Override
  public long monotonicNs() {
    return monotonicNs;
  }

  @Override
  public Instant now() {
    return now;
  }
}
