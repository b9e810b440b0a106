package aico.cli;

/**
 * How long to wait before a service is started again: twice as long after every start that failed,
 * within bounds, and from the beginning once it has run well for a while.
 */
public final class Backoff {
  /** Long enough for the port of the dead process to be free. */
  static final long FIRST_MS = 200;

  /** A service that cannot start costs one JVM start in this time, no more. */
  static final long LONGEST_MS = 30_000;

  /** A service that lived so long did not fail at its start. */
  static final long STEADY_MS = 60_000;

  private long nextMs = FIRST_MS;

  /** The time to wait after a run of {@code ranMs}. */
  public long afterRunOf(long ranMs) {
    if (ranMs >= STEADY_MS) {
      nextMs = FIRST_MS;
    }
    long wait = nextMs;
    nextMs = Math.min(LONGEST_MS, nextMs * 2);
    return wait;
  }
}
