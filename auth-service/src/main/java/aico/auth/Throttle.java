package aico.auth;

import java.util.HashMap;
import java.util.Map;

/**
 * Slows down who keeps presenting what is refused. The first failures cost nothing, each later one
 * doubles the wait, a success forgets them. Secrets and signatures have 256 bits, so this keeps the
 * trail short rather than a guesser out, and a restart may forget it.
 */
final class Throttle {
  /** A stale session file explains one or two. */
  static final int FREE_FAILURES = 3;

  /** Longer would keep out an owner whose program misbehaves. */
  static final long MAX_WAIT_S = 60;

  /** Principals come from the bundle, which lists far fewer; beyond it the map starts anew. */
  private static final int MAX_PRINCIPALS = 1024;

  private record Failures(int count, long notBeforeS) {}

  private final Time time;
  private final Map<String, Failures> failures = new HashMap<>();

  Throttle(Time time) {
    this.time = time;
  }

  /** Seconds until the principal may try again; 0 for now. */
  synchronized long waitS(String principal) {
    Failures known = failures.get(principal);
    return known == null ? 0 : Math.max(0, known.notBeforeS - time.monotonicS());
  }

  /** Counts a failure; returns the seconds until the next try. */
  synchronized long failed(String principal) {
    if (failures.size() >= MAX_PRINCIPALS) {
      failures.clear();
    }
    Failures known = failures.get(principal);
    int count = known == null ? 1 : Math.min(known.count + 1, FREE_FAILURES + 7);
    long waitS =
        count <= FREE_FAILURES ? 0 : Math.min(MAX_WAIT_S, 1L << (count - FREE_FAILURES - 1));
    failures.put(principal, new Failures(count, time.monotonicS() + waitS));
    return waitS;
  }

  synchronized void succeeded(String principal) {
    failures.remove(principal);
  }
}
