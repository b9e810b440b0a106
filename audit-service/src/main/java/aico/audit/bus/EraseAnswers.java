package aico.audit.bus;

import aico.audit.AuditException;
import aico.audit.Erasures;
import aico.audit.Forgotten;
import aico.audit.Integrator;
import aico.audit.Integrators;
import aico.audit.StreamHub;
import aico.bus.connector.SealingSubjects;
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
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Carries out here that somebody was forgotten, once key-service says that the keys are destroyed:
 * forgets what was opened, tells integrators that were told names, purges the index, and records
 * it. Until it is recorded all of it is done again.
 */
public final class EraseAnswers {
  /** The index is closed between two turns of its feed. */
  private static final long PURGE_MAX_S = 20;

  /** key-service's word that the keys are gone comes within a second. */
  private static final Duration GONE_WAIT = Duration.ofSeconds(5);

  /** An integrator that is there answers in milliseconds. */
  private static final Duration CONFIRM_WAIT = Duration.ofSeconds(2);

  private static final long LOOK_EVERY_MS = 20;

  private final Forgotten forgotten;
  private final SealingSubjects subjects;
  private final Integrators integrators;
  private final Integrators.OwnTrail trail;
  private final Erasures erasures;
  private final StreamHub hub;
  private final LongSupplier size;
  private final ToldNames names;
  private final Supplier<CompletableFuture<Void>> purgeIndex;

  public EraseAnswers(
      Forgotten forgotten,
      SealingSubjects subjects,
      Integrators integrators,
      Integrators.OwnTrail trail,
      Erasures erasures,
      StreamHub hub,
      LongSupplier size,
      ToldNames names,
      Supplier<CompletableFuture<Void>> purgeIndex) {
    this.forgotten = forgotten;
    this.subjects = subjects;
    this.integrators = integrators;
    this.trail = trail;
    this.erasures = erasures;
    this.hub = hub;
    this.size = size;
    this.names = names;
    this.purgeIndex = purgeIndex;
  }

  /**
   * Does what is left to be done of all whose keys are gone.
   *
   * @throws RequestFailed when something of it cannot be done now; it stays to be done
   */
  public synchronized void carryOut() {
    for (String subject : forgotten.waiting()) {
      if (isGone(subject)) {
        carryOut(subject);
      }
    }
  }

  /** Whoever only says that they destroy a key may be killed before they do. */
  private boolean isGone(String subject) {
    return subjects.state() != null && subjects.user(subject) == null;
  }

  private void carryOut(String subject) {
    List<String> told =
        integrators.list().stream()
            .filter(Integrator::identified)
            .map(Integrator::principal)
            .toList();
    try {
      names.forget();
      erasures.erase(subject, Math.max(0, size.getAsLong() - 1), told);
      hub.erased();
      purge();
      trail.record(
          AuditEvent.of(EventCode.LOG_ERASED)
              .on(new Resource("subject", subject))
              .with("integrators", Integer.toString(told.size())));
    } catch (AuditException e) {
      throw new RequestFailed(ErrorCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** Waits until it is carried out, and a moment for integrators to say so. */
  AuditReply.Erased erased(String subject) {
    await(() -> isGone(subject) || !forgotten.waiting().contains(subject), GONE_WAIT);
    carryOut();
    if (forgotten.waiting().contains(subject)) {
      throw new RequestFailed(ErrorCode.FAILED, "key-service has not said yet that it is done");
    }
    List<String> told = erasures.told(subject);
    await(() -> told.stream().allMatch(each -> erasures.isConfirmed(each, subject)), CONFIRM_WAIT);
    return new AuditReply.Erased(
        told.stream().filter(each -> erasures.isConfirmed(each, subject)).toList(),
        told.stream().filter(each -> !erasures.isConfirmed(each, subject)).toList());
  }

  private void purge() {
    try {
      purgeIndex.get().get(PURGE_MAX_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RequestFailed(ErrorCode.FAILED, "the index is not purged yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestFailed(ErrorCode.FAILED, "interrupted");
    }
  }

  private static void await(BooleanSupplier done, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (System.nanoTime() - end < 0 && !done.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
