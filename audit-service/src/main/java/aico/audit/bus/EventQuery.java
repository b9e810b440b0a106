package aico.audit.bus;

import aico.audit.AnswerSize;
import aico.audit.AuditException;
import aico.audit.Leaves;
import aico.audit.log.AuditLogException;
import aico.bus.contract.AuditReply;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads events for {@code audit.query} straight from the segments. */
public final class EventQuery {
  private final LongSupplier size;
  private final Leaves.Source leaves;

  public EventQuery(LongSupplier size, Leaves.Source leaves) {
    this.size = size;
    this.leaves = leaves;
  }

  /** Events from a sequence on or, where it is -1, the last ones; fewer where they do not fit. */
  AuditReply.Events answer(long from, int limit) {
    long end = size.getAsLong();
    boolean newest = from < 0;
    long start = newest ? Math.max(0, end - limit) : Math.min(from, end);
    Deque<String> events = new ArrayDeque<>();
    long bytes = 0;
    try (Leaves reader = leaves.from(start)) {
      while (events.size() < limit && reader.nextIndex() < end) {
        Optional<byte[]> leaf = reader.next();
        if (leaf.isEmpty()) {
          break;
        }
        int cost = AnswerSize.of(leaf.get());
        if (!newest && bytes + cost > AnswerSize.MAX_BYTES) {
          return new AuditReply.Events(List.copyOf(events), reader.nextIndex() - 1);
        }
        events.addLast(new String(leaf.get(), StandardCharsets.UTF_8));
        bytes += cost;
        while (bytes > AnswerSize.MAX_BYTES) {
          bytes -= AnswerSize.of(events.removeFirst().getBytes(StandardCharsets.UTF_8));
        }
      }
      return new AuditReply.Events(List.copyOf(events), reader.nextIndex());
    } catch (AuditLogException | AuditException e) {
      throw new RequestFailed(ErrorCode.FAILED, "the log cannot be read: " + e.getMessage());
    }
  }
}
