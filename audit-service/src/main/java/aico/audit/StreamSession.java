package aico.audit;

import aico.audit.StreamPeer.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opened stream: reads the log from disk and sends no more than the subscriber's credit allows.
 * Used by the hub's thread only.
 */
final class StreamSession {
  /** A message of many events: beyond it the cost per message no longer matters. */
  private static final int BATCH_BYTES = 64 * 1024;

  private final StreamPeer peer;
  private final int credit;
  private final boolean batch;
  private final Leaves leaves;
  private long acknowledged;
  private long sent;
  private @Nullable StreamTell unsent;
  private byte @Nullable [] held;
  private boolean caughtUp;

  /**
   * A stream from {@code leaves} on.
   *
   * @param credit events that may be under way
   * @param batch whether they may come several in a message
   */
  StreamSession(StreamPeer peer, Leaves leaves, int credit, boolean batch) {
    this.peer = peer;
    this.leaves = leaves;
    this.credit = credit;
    this.batch = batch;
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

  /** Sends up to so many messages of one event, or one of many. */
  Turn send(int messages) {
    for (int i = 0; i < (batch ? 1 : messages); i++) {
      StreamTell message = unsent != null ? unsent : next();
      if (message == null) {
        return sent - acknowledged >= credit ? Turn.IDLE : tellCaughtUp();
      }
      unsent = message;
      switch (peer.send(message)) {
        case SENT -> {
          unsent = null;
          sent += message instanceof StreamTell.Events many ? many.count() : 1;
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

  /** The next message within the credit, or null. */
  private @Nullable StreamTell next() {
    long free = credit - (sent - acknowledged);
    byte[] first = free > 0 ? nextLeaf() : null;
    if (first == null) {
      return null;
    }
    if (!batch || hasNewline(first)) {
      return new StreamTell.Event(sent, first);
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream(BATCH_BYTES);
    lines.writeBytes(first);
    int count = 1;
    while (count < free && lines.size() < BATCH_BYTES) {
      byte[] leaf = nextLeaf();
      if (leaf == null) {
        break;
      }
      if (hasNewline(leaf)) {
        held = leaf;
        break;
      }
      lines.write('\n');
      lines.writeBytes(leaf);
      count++;
    }
    return new StreamTell.Events(sent, count, lines.toByteArray());
  }

  private byte @Nullable [] nextLeaf() {
    byte[] before = held;
    held = null;
    return before != null ? before : leaves.next().orElse(null);
  }

  /** JSON may have one between its parts; our own producers write none. */
  private static boolean hasNewline(byte[] leaf) {
    for (byte one : leaf) {
      if (one == '\n') {
        return true;
      }
    }
    return false;
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
