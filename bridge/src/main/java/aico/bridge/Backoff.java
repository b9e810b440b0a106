package aico.bridge;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: "equal jitter", half of a bound that doubles from 1 s to 5
 * min, and a random part of the other half, so that many targets behind one server do not come back
 * together.
 */
public final class Backoff {
  static final long FIRST_MS = 1_000;
  static final long MAX_MS = 300_000;

  private final DoubleSupplier random;
  private long boundMs = FIRST_MS;

  /** With a source of numbers from 0 to 1. */
  public Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * The wait after another failure.
   *
   * @param wantedMs what the other side asked for; kept up to {@link #MAX_MS}, never shortened
   */
  public long next(long wantedMs) {
    long half = boundMs / 2;
    long waitMs = half + (long) (random.getAsDouble() * half);
    boundMs = Math.min(MAX_MS, 2 * boundMs);
    return Math.max(waitMs, Math.min(wantedMs, MAX_MS));
  }

  /** After a success. */
  public void reset() {
    boundMs = FIRST_MS;
  }
}
