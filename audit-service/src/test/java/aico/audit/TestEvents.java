package aico.audit;

import aico.audit.bus.ConnectorEvents;
import aico.bus.connector.EventSeal;
import java.time.InstantSource;
import java.util.UUID;

/** Own events with the envelope that the service gives them. */
public final class TestEvents {
  private TestEvents() {}

  public static OwnEvents events() {
    return new ConnectorEvents(InstantSource.system(), UUID::randomUUID, EventSeal.NONE);
  }
}
