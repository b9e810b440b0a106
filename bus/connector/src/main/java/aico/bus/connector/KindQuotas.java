package aico.bus.connector;

import aico.bus.contract.EventCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much of an outbox the events of one kind may fill while nobody takes them, so that a flood of
 * one pushes no other out. Counted from the start of the process: what an earlier one left in the
 * outbox is nobody's kind.
 */
final class KindQuotas {
  /** Acknowledgements are looked at for so many bytes at once. */
  private static final int BLOCK_BYTES = 64 * 1024;

  /** Durable events of one kind that stand together, up to this sequence. */
  private static final class Block {
    private long lastSequence;
    private long bytes;
  }

  private static final class Kind {
    private final Deque<Block> durable = new ArrayDeque<>();
    private long bytes;
  }

  private final long quotaBytes;
  private final Map<EventCode, Kind> kinds = new EnumMap<>(EventCode.class);

  /**
   * Quotas of the same size.
   *
   * @param quotaBytes of every kind, for what is not acknowledged
   */
  KindQuotas(long quotaBytes) {
    this.quotaBytes = quotaBytes;
  }

  /**
   * Takes room for an event that is about to be appended, which {@link #durable} or {@link #failed}
   * has to follow.
   *
   * @param acknowledged the last sequence that somebody has taken
   * @return whether there is room
   */
  synchronized boolean take(EventCode code, int bytes, long acknowledged) {
    Kind kind = kinds.computeIfAbsent(code, fresh -> new Kind());
    for (Block first = kind.durable.peekFirst();
        first != null && first.lastSequence <= acknowledged;
        first = kind.durable.peekFirst()) {
      kind.bytes -= first.bytes;
      kind.durable.removeFirst();
    }
    if (kind.bytes + bytes > quotaBytes) {
      return false;
    }
    kind.bytes += bytes;
    return true;
  }

  /** The event stands in the outbox with this sequence. */
  synchronized void durable(EventCode code, int bytes, long sequence) {
    Kind kind = kinds.computeIfAbsent(code, fresh -> new Kind());
    Block last = kind.durable.peekLast();
    if (last == null || last.bytes >= BLOCK_BYTES) {
      last = new Block();
      kind.durable.addLast(last);
    }
    last.lastSequence = Math.max(last.lastSequence, sequence);
    last.bytes += bytes;
  }

  /** The event stands nowhere. */
  synchronized void failed(EventCode code, int bytes) {
    kinds.computeIfAbsent(code, fresh -> new Kind()).bytes -= bytes;
  }
}
