package aico.audit;

import aico.audit.Retention.Plan;
import aico.audit.log.MerkleTree;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drops the oldest events of the log as {@link Retention} says, on a thread of its own.
 *
 * <p>INVARIANT: what goes is told in the log itself, and a checkpoint covers that, before it goes.
 * While nothing is signed nothing is dropped.
 */
public final class Pruner implements Runnable {
  private static final System.Logger LOG = System.getLogger(Pruner.class.getName());

  /** Days and sizes change slowly. */
  private static final long LOOK_EVERY_MS = 15_000;

  /** A checkpoint comes within a second. */
  private static final long CHECKPOINT_WAIT_MS = 1_000;

  private static final long KNOWN_MAX_S = 10;

  private final PrunableLog log;
  private final Supplier<Retention> retention;
  private final LongSupplier size;
  private final Supplier<Optional<SignedHead>> signed;
  private final BooleanSupplier isSound;
  private final Supplier<CompletableFuture<Journal.Known>> known;
  private final Integrators.OwnTrail trail;
  private final LongConsumer dropped;
  private final Semaphore wake = new Semaphore(0);
  private boolean mustFinish;
  private @Nullable Told told;
  private volatile @Nullable String problem;
  private volatile boolean ended;

  /** A drop that the log tells of already. */
  private record Told(Plan plan, MerkleTree tree, long size) {}

  /**
   * A pruner.
   *
   * @param size leaves on disk
   * @param isSound whether all of the log was looked at and nothing is wrong with it
   * @param dropped is told the first leaf that is kept
   */
  public Pruner(
      PrunableLog log,
      Supplier<Retention> retention,
      LongSupplier size,
      Supplier<Optional<SignedHead>> signed,
      BooleanSupplier isSound,
      Supplier<CompletableFuture<Journal.Known>> known,
      Integrators.OwnTrail trail,
      LongConsumer dropped) {
    this.log = log;
    this.retention = retention;
    this.size = size;
    this.signed = signed;
    this.isSound = isSound;
    this.known = known;
    this.trail = trail;
    this.dropped = dropped;
  }

  /** Why nothing is dropped, if something is wrong. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Ends the thread soon. */
  public void end() {
    ended = true;
    wake.release();
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        var unused =
            wake.tryAcquire(
                told == null ? LOOK_EVERY_MS : CHECKPOINT_WAIT_MS, TimeUnit.MILLISECONDS);
        if (!ended) {
          look();
          problem = null;
        }
      } catch (InterruptedException e) {
        ended = true;
      } catch (RuntimeException e) {
        problem = "retention: " + e.getMessage();
        LOG.log(System.Logger.Level.WARNING, "{0}", problem);
      }
    }
  }

  /** Takes the next step, if one is due. */
  void look() throws InterruptedException {
    SignedHead head = signed.get().orElse(null);
    if (head == null || !isSound.getAsBoolean()) {
      return;
    }
    long covered = head.checkpoint().size();
    Told now = told;
    if (mustFinish) {
      log.finish();
      mustFinish = false;
    }
    if (now == null) {
      List<Long> days = log.days();
      Optional<Plan> plan =
          retention
              .get()
              .plan(
                  log.segments(),
                  index -> days.stream().filter(began -> began > index).count(),
                  log,
                  covered);
      if (plan.isPresent()) {
        told = tell(plan.get(), covered);
      }
    } else if (covered >= now.size) {
      drop(now);
      told = null;
    }
  }

  private Told tell(Plan plan, long covered) {
    MerkleTree tree = log.treeOver(plan.firstKept(), covered);
    trail.record(
        AuditEvent.of(EventCode.LOG_PRUNED)
            .with("first_sequence", Long.toString(plan.first()))
            .with("last_sequence", Long.toString(plan.firstKept() - 1))
            .with("root", Base64.getEncoder().encodeToString(tree.root()))
            .with("reason", plan.reason().wireName())
            .with("segments", Integer.toString(plan.segments()))
            .with("bytes", Long.toString(plan.bytes())));
    return new Told(plan, tree, size.getAsLong());
  }

  private void drop(Told now) throws InterruptedException {
    long firstKept = now.plan.firstKept();
    try {
      Journal.Known records = known.get().get(KNOWN_MAX_S, TimeUnit.SECONDS);
      // Until it is through: what fails on the way is taken up again.
      mustFinish = true;
      log.drop(new Snapshot(firstKept, now.tree.partials(), records.size(), records.records()));
    } catch (ExecutionException | TimeoutException e) {
      throw new AuditException("the records are not known now", e);
    }
    mustFinish = false;
    dropped.accept(firstKept);
    LOG.log(
        System.Logger.Level.INFO,
        "retention: events {0} to {1} dropped, for their {2}",
        Long.toString(now.plan.first()),
        Long.toString(firstKept - 1),
        now.plan.reason().wireName());
  }
}
