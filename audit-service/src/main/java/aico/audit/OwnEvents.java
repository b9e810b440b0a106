package aico.audit;

import aico.bus.contract.AuditEvent;

/** Gives an event of audit-service its envelope. */
@FunctionalInterface
public interface OwnEvents {
  /** The event as a CloudEvent in JSON whose source is audit-service. */
  byte[] encode(AuditEvent event);
}
