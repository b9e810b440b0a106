package aico.audit;

import aico.audit.StreamPeer.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opened stream: reads the log from disk and sends no more than the subscriber's credit allows.
 * Used by the hub's thread only.
 */
final class StreamSession {
  private final StreamPeer peer;
  private final int credit;
  private final Leaves leaves;
  private long acknowledged;
  private long sent;
  private byte @Nullable [] unsent;
  private boolean caughtUp;

  /**
   * A stream from {@code leaves} on.
   *
   * @param credit events that may be under way
   */
  StreamSession(StreamPeer peer, Leaves leaves, int credit) {
    this.peer = peer;
    this.leaves = leaves;
    this.credit = credit;
    this.acknowledged = leaves.nextIndex();
    this.sent = leaves.nextIndex();
  }

  StreamPeer peer() {
    return peer;
  }

  /** What one turn did. */
  enum Turn {
    /** There is more to send. */
    MORE,
    /** Nothing to send, or no credit. */
    IDLE,
    /** The peer's queue is full. */
    BLOCKED,
    /** The peer is gone. */
    GONE
  }

  /** Sends up to so many events. */
  Turn send(int events) {
    for (int i = 0; i < events; i++) {
      if (sent - acknowledged >= credit) {
        return Turn.IDLE;
      }
      byte[] leaf = unsent != null ? unsent : leaves.next().orElse(null);
      if (leaf == null) {
        return tellCaughtUp();
      }
      unsent = leaf;
      switch (peer.send(new StreamTell.Event(sent, leaf))) {
        case SENT -> {
          unsent = null;
          sent++;
        }
        case FULL -> {
          return Turn.BLOCKED;
        }
        case GONE -> {
          return Turn.GONE;
        }
      }
    }
    return Turn.MORE;
  }

  /** Told once: from then on the head in the heartbeats says the same. */
  private Turn tellCaughtUp() {
    if (!caughtUp) {
      Outcome outcome = peer.send(new StreamTell.CaughtUp(sent));
      caughtUp = outcome == Outcome.SENT;
      return outcome == Outcome.GONE ? Turn.GONE : Turn.IDLE;
    }
    return Turn.IDLE;
  }

  /** Takes an acknowledgement; the answer says what is wrong with it. */
  Optional<String> acknowledge(long sequence) {
    if (sequence < 0 || sequence >= sent) {
      return Optional.of("seq: " + sequence + " (expected: < " + sent + ")");
    }
    acknowledged = Math.max(acknowledged, sequence + 1);
    return Optional.empty();
  }

  /** The sequence behind the last acknowledged event. */
  long acknowledged() {
    return acknowledged;
  }

  void close() {
    leaves.close();
  }
}
