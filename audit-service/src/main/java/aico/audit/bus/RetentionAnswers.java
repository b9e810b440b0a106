package aico.audit.bus;

import aico.audit.Retention;
import aico.audit.Retention.Segment;
import aico.audit.RetentionLimits;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.RequestFailed;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Answers how long events are kept, and has it changed. */
public final class RetentionAnswers {
  private static final int MIB_BITS = 20;

  private final RetentionLimits limits;
  private final Supplier<List<Segment>> segments;
  private final LongSupplier size;
  private final Consumer<AuditEvent> record;

  /**
   * Answers.
   *
   * @param segments that there are, the oldest first
   * @param size events of the log, those that were dropped too
   * @param record returns when the event is on disk
   */
  public RetentionAnswers(
      RetentionLimits limits,
      Supplier<List<Segment>> segments,
      LongSupplier size,
      Consumer<AuditEvent> record) {
    this.limits = limits;
    this.segments = segments;
    this.size = size;
    this.record = record;
  }

  AuditReply.Retention show() {
    Retention now = standing();
    List<Segment> kept = segments.get();
    long first = kept.isEmpty() ? 0 : kept.getFirst().first();
    return new AuditReply.Retention(
        now.maxDays(),
        now.maxBytes() >> MIB_BITS,
        new TreeMap<>(now.floorDays()),
        limits.areOwn(),
        first,
        Math.max(0, size.getAsLong() - first),
        kept.stream().mapToLong(Segment::bytes).sum());
  }

  /** Recorded before it counts. */
  AuditReply.Retention set(AuditRequest.Retain wish, UnaryOperator<AuditEvent> circumstances) {
    Retention before = standing();
    Retention next = new Retention(wish.max_days(), wish.max_mib() << MIB_BITS, before.floorDays());
    if (!next.equals(before)) {
      try {
        record.accept(
            circumstances.apply(
                AuditEvent.of(EventCode.LOG_RETENTION_SET)
                    .with("max_days", Long.toString(wish.max_days()))
                    .with("max_mib", Long.toString(wish.max_mib()))
                    .with("max_days_before", Long.toString(before.maxDays()))
                    .with("max_mib_before", Long.toString(before.maxBytes() >> MIB_BITS))));
        limits.put(next);
      } catch (RuntimeException e) {
        throw new RequestFailed(ErrorCode.FAILED, "not changed: " + e.getMessage());
      }
    }
    return show();
  }

  private Retention standing() {
    try {
      return limits.get();
    } catch (RuntimeException e) {
      throw new RequestFailed(ErrorCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
