package aico.audit;

import aico.audit.StreamPeer.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** Events passed over in one turn: some milliseconds of reading. */
  private static final int PASSED_OVER_PER_TURN = 2_000;

  private final StreamPeer peer;
  private final StreamView view;
  private final int credit;
  private final boolean batch;
  private final Leaves leaves;
  private final @Nullable StreamWish wish;
  private final UnderWay underWay = new UnderWay();
  private final Deque<StreamTell> unsent = new ArrayDeque<>();
  private long sent;
  private long due;
  private StreamTell.@Nullable Pruned pruned;
  private @Nullable Found held;

  /** One that is wanted and cannot be told yet. */
  private @Nullable Found waiting;

  private int passedOver;
  private boolean movesCursor;
  private boolean caughtUp;

  /** A leaf of the log, and what the peer is told of it. */
  private record Found(long sequence, byte[] leaf, byte[] told) {}

  /**
   * A stream from {@code from} on.
   *
   * @param view what the peer is told of an event
   * @param leaves from there on, or from the first that is kept
   * @param open credit, batches, and which events are wanted
   */
  StreamSession(StreamPeer peer, StreamView view, long from, Leaves leaves, StreamAsk.Open open) {
    this.peer = peer;
    this.view = view;
    this.leaves = leaves;
    this.credit = open.credit();
    this.batch = open.batch();
    this.wish = StreamWish.of(open);
    this.movesCursor = open.from() instanceof StreamAsk.Cursor;
    this.sent = from;
    this.due = from;
  }

  StreamPeer peer() {
    return peer;
  }

  /** Tells of an erasure, behind the events with names that are about to be sent. */
  void tell(StreamTell.Erase notice) {
    if (!unsent.contains(notice)) {
      unsent.add(notice);
    }
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
    passedOver = 0;
    if (!view.isReady()) {
      return Turn.IDLE;
    }
    while (unsent.size() < messages && bytes(unsent) < TURN_BYTES) {
      StreamTell message = next();
      if (message == null) {
        break;
      }
      unsent.add(message);
    }
    if (unsent.isEmpty()) {
      return passedOver >= PASSED_OVER_PER_TURN
          ? Turn.MORE
          : underWay.count() >= credit ? Turn.IDLE : tellCaughtUp();
    }
    StreamPeer.Sent done = peer.sendAll(List.copyOf(unsent));
    for (int i = 0; i < done.count(); i++) {
      sent = Math.max(sent, endOf(unsent.removeFirst()));
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

  private static long endOf(StreamTell message) {
    return switch (message) {
      case StreamTell.Event(long sequence, byte[] leaf) -> sequence + 1;
      case StreamTell.Events(long first, int count, byte[] lines) -> first + count;
      case StreamTell.Pruned(long first, long last) -> last + 1;
      case StreamTell.Erase notice -> 0;
      default -> throw new IllegalStateException("no event: " + message);
    };
  }

  /** The next message within the credit, or null. */
  private @Nullable StreamTell next() {
    int free = credit - underWay.count();
    Found first = free > 0 && pruned == null ? nextWanted() : null;
    StreamTell gap = pruned;
    if (gap != null) {
      held = first == null ? held : first;
      pruned = null;
      return gap;
    }
    if (first == null) {
      return null;
    }
    if (!batch || hasNewline(first.told)) {
      underWay.add(first.sequence, 1);
      return new StreamTell.Event(first.sequence, first.told);
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream(BATCH_BYTES);
    lines.writeBytes(first.told);
    int count = 1;
    while (count < free && lines.size() < BATCH_BYTES) {
      Found found = nextWanted();
      if (found == null) {
        break;
      }
      // The message names the first one's place: what is not the next one begins another.
      if (found.sequence != first.sequence + count || hasNewline(found.told)) {
        held = found;
        break;
      }
      lines.write('\n');
      lines.writeBytes(found.told);
      count++;
    }
    underWay.add(first.sequence, count);
    return new StreamTell.Events(first.sequence, count, lines.toByteArray());
  }

  private @Nullable Found nextWanted() {
    Found before = held;
    if (before != null) {
      held = null;
      // Not as it was then: who was erased meanwhile is not named any more.
      return told(before.sequence, before.leaf);
    }
    Found waited = waiting;
    if (waited != null) {
      return told(waited.sequence, waited.leaf);
    }
    while (passedOver < PASSED_OVER_PER_TURN) {
      byte[] leaf = leaves.next().orElse(null);
      if (leaf == null) {
        return null;
      }
      long sequence = leaves.nextIndex() - 1;
      if (sequence > due) {
        pruned = new StreamTell.Pruned(due, sequence - 1);
      }
      due = sequence + 1;
      if (wish == null || wish.test(leaf)) {
        return told(sequence, leaf);
      }
      passedOver++;
    }
    return null;
  }

  private @Nullable Found told(long sequence, byte[] leaf) {
    boolean ready = view.isReadyFor(leaf);
    Found found = new Found(sequence, leaf, ready ? view.of(leaf) : leaf);
    waiting = ready ? null : found;
    return ready ? found : null;
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
    if (!caughtUp && waiting == null) {
      Outcome outcome = peer.send(new StreamTell.CaughtUp(leaves.nextIndex()));
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
    underWay.acknowledge(sequence);
    movesCursor = true;
    return Optional.empty();
  }

  /**
   * The sequence to go on from after a break: behind the acknowledged events and those that were
   * passed over since. Empty for a stream that began elsewhere than at the cursor, until something
   * in it is acknowledged.
   */
  OptionalLong settled() {
    Found next = held == null ? waiting : held;
    return movesCursor
        ? OptionalLong.of(underWay.firstOr(next == null ? leaves.nextIndex() : next.sequence))
        : OptionalLong.empty();
  }

  void close() {
    leaves.close();
  }
}
