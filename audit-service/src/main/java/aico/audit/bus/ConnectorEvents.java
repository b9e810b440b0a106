package aico.audit.bus;

import aico.audit.OwnEvents;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.Principals;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Own events get the same envelope as those of every service. */
public final class ConnectorEvents implements OwnEvents {
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public ConnectorEvents(InstantSource clock, Supplier<UUID> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public byte[] encode(AuditEvent event) {
    return CloudEvents.encode(event, Principals.AUDIT, clock.instant(), ids.get());
  }
}
