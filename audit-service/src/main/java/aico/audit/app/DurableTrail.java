package aico.audit.app;

import aico.audit.AuditException;
import aico.audit.Integrators;
import aico.audit.Journal;
import aico.bus.contract.AuditEvent;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until an own event is on disk. */
final class DurableTrail implements Integrators.OwnTrail {
  /** A sync takes milliseconds; a disk that needs longer than this is as good as full. */
  private static final long MAX_WAIT_S = 5;

  private final Journal journal;

  DurableTrail(Journal journal) {
    this.journal = journal;
  }

  @Override
  public void record(AuditEvent event) {
    try {
      journal.record(event).toCompletableFuture().get(MAX_WAIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AuditException(event.code().code() + ": not recorded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException(event.code().code() + ": not recorded", e);
    }
  }
}
