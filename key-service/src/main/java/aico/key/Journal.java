package aico.key;

import aico.bus.contract.AuditEvent;

/** The audit trail, as seen from here. */
public interface Journal {
  /**
   * Returns when the event is durable in the own outbox.
   *
   * @throws NotRecorded when it is not; then what it tells of must not take place
   */
  void record(AuditEvent event);

  /** The same for what only takes power away, with a reserve of its own. */
  void recordReserved(AuditEvent event);

  /** Says that a store stands on disk in a new generation, so that an older copy is noticed. */
  default void written(String store, long generation) {}
}
