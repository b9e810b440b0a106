package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * As long as a store of a service is older than the trail says, the service answers what changes
 * nothing and what takes power away, and refuses the rest: a change would bury what the later store
 * held.
 */
public final class ReadOnly {
  private final Predicate<Request<?>> harmless;
  private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
  private volatile Set<String> older = Set.of();

  /** Lets only these requests through; a type that is not named is not harmless. */
  public ReadOnly(Predicate<Request<?>> harmless) {
    this.harmless = harmless;
  }

  /** These stores are older; none lifts it. */
  public void rolledBack(Set<String> stores) {
    older = Set.copyOf(stores);
    asked.complete(older.isEmpty());
  }

  /**
   * Comes when the trail was asked for the first time: whether all was as it should be. What a
   * service does with nobody there waits for it, or an older file would decide.
   */
  public CompletableFuture<Boolean> asked() {
    return asked.copy();
  }

  /** Refuses what is not harmless while something is older. */
  public void check(Request<?> request) {
    Set<String> now = older;
    if (!now.isEmpty() && !harmless.test(request)) {
      throw new RequestFailed(
          ErrorCode.FAILED,
          "read-only: "
              + String.join(", ", new TreeSet<>(now))
              + ": older than the audit trail says; see aico doctor");
    }
  }
}
