package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.SealedPart;
import java.util.List;

/** Takes the names out of an event before it is written. */
public interface EventSeal {
  /** Of a process that has none: names stay. */
  EventSeal NONE = (event, reserve) -> new SealedEvent(event, List.of());

  /** An event as it is written, and what opens the pseudonyms in it. */
  record SealedEvent(AuditEvent event, List<SealedPart> parts) {
    public SealedEvent {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The event without names.
   *
   * @param reserve whether it has to be written whatever is missing: then names that cannot be
   *     sealed are left out
   * @throws NotRecorded when names cannot be sealed
   */
  SealedEvent seal(AuditEvent event, boolean reserve);
}
