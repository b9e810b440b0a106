package aico.vault;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One vault: its entry, its state, and the turn that lets one operation at a time touch it. */
final class Vault {
  private final ReentrantLock turn = new ReentrantLock(true);
  private final AtomicInteger locksWaiting = new AtomicInteger();
  private volatile VaultEntry entry;
  private volatile Condition condition = new Condition(VaultState.UNMOUNTING, "");
  private volatile long mountNumber;
  private volatile boolean readOnly;
  private volatile long findings;
  private volatile int repairs;
  private volatile boolean wanted;
  private volatile @Nullable Rotation rotation;
  private volatile @Nullable Check check;

  /** State and detail change together. */
  record Condition(VaultState state, String detail) {}

  /** Starts as not known to be locked, until whatever an earlier process left is taken down. */
  Vault(VaultEntry entry) {
    this.entry = entry;
  }

  /** Runs {@code work} as the only operation on this vault; empty when the turn does not come. */
  <T> Optional<T> inTurn(Duration limit, Supplier<T> work) {
    try {
      if (!turn.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      turn.unlock();
    }
  }

  /** As {@link #inTurn}; a mount that has the turn gives up as soon as it sees this waiting. */
  <T> Optional<T> inTurnToLock(Duration limit, Supplier<T> work) {
    locksWaiting.incrementAndGet();
    try {
      return inTurn(
          limit,
          () -> {
            locksWaiting.decrementAndGet();
            try {
              return work.get();
            } finally {
              locksWaiting.incrementAndGet();
            }
          });
    } finally {
      locksWaiting.decrementAndGet();
    }
  }

  /** Whether some operation has the turn. */
  boolean isTaken() {
    return turn.isLocked();
  }

  boolean isLockWaiting() {
    return locksWaiting.get() > 0;
  }

  VaultEntry entry() {
    return entry;
  }

  void replaceEntry(VaultEntry changed) {
    requireTurn();
    entry = changed;
  }

  VaultState state() {
    return condition.state();
  }

  Condition condition() {
    return condition;
  }

  /** The step to another state; only within a turn. */
  void become(VaultState next, String detail) {
    requireTurn();
    if (!condition.state().mayBecome(next)) {
      throw new VaultException(
          "vault %s: %s (expected: not after %s)".formatted(entry.name(), next, state()));
    }
    condition = new Condition(next, detail);
  }

  /** Which mount this is, counted over all vaults; tells an old mount's end from the present's. */
  long mountNumber() {
    return mountNumber;
  }

  void mountedAs(long number, boolean nowReadOnly) {
    requireTurn();
    mountNumber = number;
    readOnly = nowReadOnly;
  }

  /** How many files are known not to be as they were left, and were not accepted. */
  long findings() {
    return findings;
  }

  void found(long nowFindings) {
    findings = nowFindings;
  }

  /** Whether it is to be mounted as soon as that can be done. */
  boolean isWanted() {
    return wanted;
  }

  void want(boolean nowWanted) {
    wanted = nowWanted;
  }

  int repairs() {
    return repairs;
  }

  void repairsAre(int count) {
    repairs = count;
  }

  /** A new one, or null while one is under way. */
  synchronized @Nullable Rotation beginRotation() {
    Rotation last = rotation;
    if (last != null && last.isRunning()) {
      return null;
    }
    Rotation next = new Rotation(this);
    rotation = next;
    return next;
  }

  /** The last one since the service started. */
  Optional<Rotation> rotation() {
    return Optional.ofNullable(rotation);
  }

  /** That one, or null while one is under way. */
  synchronized @Nullable Check beginCheck(Check next) {
    Check last = check;
    if (last != null && last.isRunning()) {
      return null;
    }
    check = next;
    return next;
  }

  /** The last one since the service started. */
  Optional<Check> check() {
    return Optional.ofNullable(check);
  }

  VaultView view(Places places) {
    Condition now = condition;
    VaultEntry what = entry;
    return new VaultView(
        what.name(),
        now.state(),
        places.files(what),
        what.user(),
        what.sharedWith(),
        what.settings(),
        what.checked(),
        now.state() == VaultState.MOUNTED && readOnly,
        findings,
        now.detail());
  }

  private void requireTurn() {
    if (!turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("vault " + entry.name() + ": changed out of turn");
    }
  }
}
