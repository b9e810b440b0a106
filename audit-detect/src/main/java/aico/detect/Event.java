package aico.detect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of the log, as far as anything asks for it. */
public final class Event {
  /** Longer values are cut before anything looks at them; services write at most 1,025. */
  public static final int VALUE_MAX_CHARS = 2048;

  private final long sequence;
  private final long timeMs;
  private final @Nullable String[] values;

  /**
   * An event.
   *
   * @param timeMs when it happened, as its producer says
   * @param values by the numbers of a {@link FieldTable}
   */
  public Event(long sequence, long timeMs, @Nullable String[] values) {
    this.sequence = sequence;
    this.timeMs = timeMs;
    this.values = values;
  }

  /** The same event, taken to have happened at another time. */
  Event at(long otherMs) {
    return new Event(sequence, otherMs, values);
  }

  public long sequence() {
    return sequence;
  }

  public long timeMs() {
    return timeMs;
  }

  public Instant time() {
    return Instant.ofEpochMilli(timeMs);
  }

  /** The field's value as a text, or null where the event has no such field. */
  public @Nullable String value(int field) {
    return values[field];
  }

  /** The field's value, or an empty text. */
  public String text(int field) {
    String value = values[field];
    return value == null ? "" : value;
  }

  /** The event's code, such as {@code vault.mounted}, or an empty text. */
  public String code() {
    return text(FieldTable.CODE);
  }

  public String producer() {
    return text(FieldTable.PRODUCER);
  }

  /** Whether what it tells of succeeded, by OCSF's {@code status_id}. */
  public boolean succeeded() {
    return "1".equals(values[FieldTable.STATUS]);
  }
}
