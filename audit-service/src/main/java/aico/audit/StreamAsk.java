package aico.audit;

import aico.bus.contract.EventFilter;
import java.time.Instant;

/** What a subscriber of {@code audit.stream} says. */
public sealed interface StreamAsk {

  /**
   * Starts the stream, or starts it anew.
   *
   * @param credit events that may be under way unacknowledged, 1 to {@link StreamHub#CREDIT_MAX}
   * @param batch whether several events may come in one message
   * @param filter which events are wanted
   */
  record Open(From from, int credit, boolean batch, EventFilter filter) implements StreamAsk {
    /** Every event. */
    public Open(From from, int credit, boolean batch) {
      this(from, credit, batch, EventFilter.all());
    }

    /** Every event, one a message. */
    public Open(From from, int credit) {
      this(from, credit, false);
    }
  }

  /** Everything up to this sequence has arrived and will not be asked for again. */
  record Ack(long sequence) implements StreamAsk {}

  /** Asks for the proof that the tree of the second size extends that of the first. */
  record Proof(long from, long to) implements StreamAsk {}

  /** The names of that subject were forgotten. */
  record Erased(String subject) implements StreamAsk {}

  /** Speaks a version of the protocol that is not spoken here. */
  record OtherVersion() implements StreamAsk {}

  /** Is none of these. */
  record Unreadable(String message, String field) implements StreamAsk {}

  /** Where a stream starts. */
  sealed interface From {}

  /** Behind the last acknowledged event. */
  record Cursor() implements From {}

  /** At the first event of the log. */
  record Earliest() implements From {}

  /** With the next event to come. */
  record Latest() implements From {}

  /** At this event. */
  record At(long sequence) implements From {}

  /** At the first event whose own time is not earlier. */
  record Since(Instant time) implements From {}
}
