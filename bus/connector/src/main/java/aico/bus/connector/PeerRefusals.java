package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.zmq.PeerRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Turns refused connections into events without letting a peer fill the trail: the first of a
 * source is told at once, those of the following minute as one event with their count.
 */
public final class PeerRefusals {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Sources told apart at a time; further ones count as {@link #OTHERS}. */
  static final int MAX_SOURCES = 64;

  /** JeroMQ's own connects stall once in a hundred times: fewer in a minute mean nothing. */
  static final int MIN_STALLED = 10;

  static final String OTHERS = "others";

  private final Consumer<AuditEvent> record;
  private final LongSupplier nanoTime;
  private final Map<Source, Window> windows = new LinkedHashMap<>();

  private record Source(String topic, String address, PeerRefused.Reason reason) {}

  private static final class Window {
    private final long openedNanos;
    private long count;

    Window(long openedNanos) {
      this.openedNanos = openedNanos;
    }
  }

  /**
   * Refusals by these ports.
   *
   * @param record takes an event; must not throw
   * @param nanoTime the monotonic clock
   */
  public PeerRefusals(Consumer<AuditEvent> record, LongSupplier nanoTime) {
    this.record = record;
    this.nanoTime = nanoTime;
  }

  /** Takes one refusal. */
  public void refused(PeerRefused refused) {
    List<AuditEvent> due = new ArrayList<>();
    synchronized (this) {
      due.addAll(closeOld());
      Source source = new Source(refused.topic(), refused.address(), refused.reason());
      if (!windows.containsKey(source) && windows.size() >= MAX_SOURCES) {
        source = new Source(OTHERS, OTHERS, refused.reason());
      }
      Window window = windows.get(source);
      if (window == null) {
        window = new Window(nanoTime.getAsLong());
        windows.put(source, window);
        if (refused.reason() != PeerRefused.Reason.STALLED) {
          due.add(event(source, 1));
          window.count--;
        }
      }
      window.count++;
    }
    due.forEach(record);
  }

  /** Tells what waits in windows that are over; to be called every few seconds. */
  public void flush() {
    List<AuditEvent> due;
    synchronized (this) {
      due = closeOld();
    }
    due.forEach(record);
  }

  private List<AuditEvent> closeOld() {
    List<AuditEvent> due = new ArrayList<>();
    long now = nanoTime.getAsLong();
    Iterator<Map.Entry<Source, Window>> all = windows.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Source, Window> entry = all.next();
      Window window = entry.getValue();
      if (now - window.openedNanos >= WINDOW.toNanos()) {
        all.remove();
        if (window.count >= minimum(entry.getKey().reason)) {
          due.add(event(entry.getKey(), window.count));
        }
      }
    }
    return due;
  }

  private static int minimum(PeerRefused.Reason reason) {
    return switch (reason) {
      case KEY, PROTOCOL, ENDLESS -> 1;
      case STALLED -> MIN_STALLED;
    };
  }

  private static AuditEvent event(Source source, long count) {
    return AuditEvent.of(EventCode.PEER_REFUSED)
        .failed()
        .with("topic", source.topic)
        .with("address", source.address)
        .with("reason", source.reason.name().toLowerCase(java.util.Locale.ROOT))
        .with("count", Long.toString(count));
  }
}
