package aico.audit.bus;

import aico.audit.AuditException;
import aico.audit.Erasures;
import aico.audit.Integrator;
import aico.audit.Integrators;
import aico.audit.StreamHub;
import aico.bus.connector.SubjectCopy;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carries out an erasure here, once key-service says that the keys are destroyed: records it, tells
 * integrators that were told names, forgets what was opened, and purges the index.
 */
public final class EraseAnswers {
  /** The index is closed between two turns of its feed. */
  private static final long PURGE_MAX_S = 20;

  /** An integrator that is there answers in milliseconds. */
  private static final Duration CONFIRM_WAIT = Duration.ofSeconds(2);

  private static final long LOOK_EVERY_MS = 20;

  private final SubjectCopy subjects;
  private final Integrators integrators;
  private final Integrators.OwnTrail trail;
  private final Erasures erasures;
  private final StreamHub hub;
  private final LongSupplier size;
  private final ToldNames names;
  private final Supplier<CompletableFuture<Void>> purgeIndex;

  public EraseAnswers(
      SubjectCopy subjects,
      Integrators integrators,
      Integrators.OwnTrail trail,
      Erasures erasures,
      StreamHub hub,
      LongSupplier size,
      ToldNames names,
      Supplier<CompletableFuture<Void>> purgeIndex) {
    this.subjects = subjects;
    this.integrators = integrators;
    this.trail = trail;
    this.erasures = erasures;
    this.hub = hub;
    this.size = size;
    this.names = names;
    this.purgeIndex = purgeIndex;
  }

  AuditReply.Erased erase(String subject, UnaryOperator<AuditEvent> circumstances) {
    requireGone(subject);
    List<String> told =
        integrators.list().stream()
            .filter(Integrator::identified)
            .map(Integrator::principal)
            .toList();
    try {
      trail.record(
          circumstances.apply(
              AuditEvent.of(EventCode.LOG_ERASED)
                  .on(new Resource("subject", subject))
                  .with("integrators", Integer.toString(told.size()))));
      // Names that were opened before this may be on their way still.
      names.forget();
      erasures.erase(subject, Math.max(0, size.getAsLong() - 1), told);
    } catch (AuditException e) {
      throw new RequestFailed(ErrorCode.FAILED, String.valueOf(e.getMessage()));
    }
    hub.erased();
    purge();
    awaitConfirmed(subject, told);
    return new AuditReply.Erased(
        told.stream().filter(each -> erasures.isConfirmed(each, subject)).toList(),
        told.stream().filter(each -> !erasures.isConfirmed(each, subject)).toList());
  }

  /** Or whoever says so could make integrators forget those who are there. */
  private void requireGone(String subject) {
    subjects.refresh();
    if (subjects.known().user(subject) != null) {
      throw new RequestFailed(
          ErrorCode.USAGE, "subject: its keys are there: not erased", "subject", null, 0);
    }
  }

  private void purge() {
    try {
      purgeIndex.get().get(PURGE_MAX_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RequestFailed(
          ErrorCode.FAILED, "the keys are destroyed, but the index is not purged: try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestFailed(ErrorCode.FAILED, "interrupted");
    }
  }

  private void awaitConfirmed(String subject, List<String> told) {
    long end = System.nanoTime() + CONFIRM_WAIT.toNanos();
    try {
      while (System.nanoTime() - end < 0
          && !told.stream().allMatch(each -> erasures.isConfirmed(each, subject))) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
