package aico.key.bus;

import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.key.Journal;
import aico.key.NotRecorded;
import java.util.function.Consumer;

/** Records in this service's own outbox. */
public final class BusJournal implements Journal {
  private static final System.Logger LOG = System.getLogger(BusJournal.class.getName());

  private final Trail trail;

  public BusJournal(Trail trail) {
    this.trail = trail;
  }

  @Override
  public void record(AuditEvent event) {
    append(trail::record, event);
  }

  @Override
  public void recordReserved(AuditEvent event) {
    append(trail::recordReserved, event);
  }

  @Override
  public void written(String store, long generation) {
    trail.written(store, generation);
  }

  private static void append(Consumer<AuditEvent> how, AuditEvent event) {
    try {
      how.accept(event);
    } catch (aico.bus.connector.NotRecorded notRecorded) {
      LOG.log(System.Logger.Level.WARNING, "{0}", notRecorded.getMessage());
      throw new NotRecorded(String.valueOf(notRecorded.getMessage()), notRecorded);
    }
  }
}
