package aico.audit.app;

import aico.audit.AuditException;
import aico.audit.Integrators;
import aico.audit.Journal;
import aico.bus.contract.AuditEvent;
import java.util.concurrent.ExecutionException;

/**
 * Waits until an own event is on disk, or surely not: who gives up earlier and tries again would
 * record it twice.
 */
final class PatientTrail implements Integrators.OwnTrail {
  private final Journal journal;

  PatientTrail(Journal journal) {
    this.journal = journal;
  }

  @Override
  public void record(AuditEvent event) {
    try {
      journal.record(event).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new AuditException(event.code().code() + ": not recorded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException(event.code().code() + ": not recorded", e);
    }
  }
}
