package aico.audit;

import aico.audit.StreamPeer.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opened stream: reads the log from disk and sends no more than the subscriber's credit allows.
 * Used by the hub's thread only.
 */
final class StreamSession {
  /** A message of many events: beyond it the cost per message no longer matters. */
  private static final int BATCH_BYTES = 64 * 1024;

  /** What is handed over together, whatever it is: bounds what a full queue leaves here. */
  private static final int TURN_BYTES = 128 * 1024;

  private final StreamPeer peer;
  private final int credit;
  private final boolean batch;
  private final Leaves leaves;
  private long acknowledged;
  private long sent;
  private long built;
  private final Deque<StreamTell> unsent = new ArrayDeque<>();
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
    this.built = sent;
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

  /** Sends up to so many messages, and no more than a turn's bytes. */
  Turn send(int messages) {
    while (unsent.size() < messages && bytes(unsent) < TURN_BYTES) {
      StreamTell message = next();
      if (message == null) {
        break;
      }
      unsent.add(message);
      built += eventsIn(message);
    }
    if (unsent.isEmpty()) {
      return sent - acknowledged >= credit ? Turn.IDLE : tellCaughtUp();
    }
    StreamPeer.Sent done = peer.sendAll(List.copyOf(unsent));
    for (int i = 0; i < done.count(); i++) {
      sent += eventsIn(unsent.removeFirst());
    }
    return switch (done.outcome()) {
      case SENT -> Turn.MORE;
      case FULL -> Turn.BLOCKED;
      case GONE -> Turn.GONE;
    };
  }

  private static int bytes(Deque<StreamTell> messages) {
    int bytes = 0;
    for (StreamTell message : messages) {
      bytes +=
          message instanceof StreamTell.Event one
              ? one.leaf().length
              : message instanceof StreamTell.Events many ? many.lines().length : 0;
    }
    return bytes;
  }

  private static int eventsIn(StreamTell message) {
    return message instanceof StreamTell.Events many ? many.count() : 1;
  }

  /** The next message within the credit, or null. */
  private @Nullable StreamTell next() {
    long free = credit - (built - acknowledged);
    byte[] first = free > 0 ? nextLeaf() : null;
    if (first == null) {
      return null;
    }
    if (!batch || hasNewline(first)) {
      return new StreamTell.Event(built, first);
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
    return new StreamTell.Events(built, count, lines.toByteArray());
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
