package aico.key;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what was recorded; can be full. */
public final class RecordingJournal implements Journal {
  private final List<AuditEvent> events = new ArrayList<>();
  private int left = Integer.MAX_VALUE;
  private Consumer<AuditEvent> watcher = event -> {};

  /** Is shown each event while it is recorded. */
  public void watch(Consumer<AuditEvent> by) {
    watcher = by;
  }

  public void full(boolean value) {
    left = value ? 0 : Integer.MAX_VALUE;
  }

  /** Takes that many events more. */
  public void fullAfter(int count) {
    left = count;
  }

  @Override
  public synchronized void record(AuditEvent event) {
    if (left == 0) {
      throw new NotRecorded("outbox: full", new IllegalStateException());
    }
    left--;
    watcher.accept(event);
    events.add(event);
  }

  @Override
  public synchronized void recordReserved(AuditEvent event) {
    record(event);
  }

  public synchronized List<AuditEvent> events() {
    return List.copyOf(events);
  }

  public synchronized List<EventCode> codes() {
    return events.stream().map(AuditEvent::code).toList();
  }
}
