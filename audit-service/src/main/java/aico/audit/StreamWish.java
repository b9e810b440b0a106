package aico.audit;

import aico.bus.contract.EventFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of the log a stream is about: from the first one on that is not earlier than a time,
 * and of those the ones a filter lets through.
 */
final class StreamWish {
  private final @Nullable EventMatch match;
  private long sinceMs;

  private StreamWish(@Nullable EventMatch match, long sinceMs) {
    this.match = match;
    this.sinceMs = sinceMs;
  }

  /** What was asked for, or null where that is everything: then no event need be looked into. */
  static @Nullable StreamWish of(StreamAsk.Open open) {
    boolean all = open.filter().equals(EventFilter.all());
    long sinceMs =
        open.from() instanceof StreamAsk.Since(Instant time) ? time.toEpochMilli() : Long.MIN_VALUE;
    return all && sinceMs == Long.MIN_VALUE
        ? null
        : new StreamWish(all ? null : new EventMatch(open.filter()), sinceMs);
  }

  /** Whether this one is, asked in log order. */
  boolean test(byte[] leaf) {
    if (sinceMs != Long.MIN_VALUE) {
      if (EventFacts.of(leaf).timeMs() < sinceMs) {
        return false;
      }
      // What comes behind it belongs to the stream, even where a clock went back.
      sinceMs = Long.MIN_VALUE;
    }
    return match == null || match.test(leaf);
  }
}
