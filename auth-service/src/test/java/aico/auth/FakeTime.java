package aico.auth;

/** Two clocks that stand until a test moves them. */
public final class FakeTime implements Time {
  private long wallS = 1_800_000_000L;
  private long monotonicS = 5_000;

  /** Time passes. */
  public void pass(long seconds) {
    wallS += seconds;
    monotonicS += seconds;
  }

  /** Somebody sets the clock. */
  public void stepWall(long seconds) {
    wallS += seconds;
  }

  /** A new process: another monotonic origin. */
  public FakeTime afterRestart(long downS) {
    FakeTime next = new FakeTime();
    next.wallS = wallS + downS;
    next.monotonicS = 17;
    return next;
  }

  @Override
  public long wallS() {
    return wallS;
  }

  @Override
  public long monotonicS() {
    return monotonicS;
  }
}
