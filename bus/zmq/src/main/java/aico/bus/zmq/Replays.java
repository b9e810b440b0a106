package aico.bus.zmq;

import aico.bus.crypto.Hex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Remembers each caller's correlations until their deadline, so that none is carried out twice. A
 * bound per caller keeps one caller from closing the door to the others. Loop's thread only.
 */
final class Replays {

  /** Whether a correlation may be carried out. */
  enum Verdict {
    FRESH,
    REPLAY,
    /** The caller has too many deadlines open. */
    TOO_MANY
  }

  private record Expiry(long atNanos, String correlation) {}

  private static final class Seen {
    private final Set<String> correlations = new HashSet<>();
    private final PriorityQueue<Expiry> expiries =
        new PriorityQueue<>((a, b) -> Long.signum(a.atNanos - b.atNanos));
  }

  private final Map<String, Seen> byPrincipal = new HashMap<>();

  Verdict check(String principal, byte[] correlation, long nowNanos, long deadlineNanos) {
    Seen seen = byPrincipal.computeIfAbsent(principal, name -> new Seen());
    Expiry first;
    while ((first = seen.expiries.peek()) != null && first.atNanos - nowNanos < 0) {
      seen.expiries.remove();
      seen.correlations.remove(first.correlation);
    }
    String id = Hex.encode(correlation);
    if (seen.correlations.contains(id)) {
      return Verdict.REPLAY;
    }
    if (seen.correlations.size() >= Limits.CORRELATIONS) {
      return Verdict.TOO_MANY;
    }
    seen.correlations.add(id);
    seen.expiries.add(new Expiry(deadlineNanos, id));
    return Verdict.FRESH;
  }
}
