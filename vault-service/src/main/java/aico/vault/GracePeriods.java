package aico.vault;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long mounted vaults have been without key-service, by a clock that nobody sets. A lock by a
 * person never asks here.
 */
final class GracePeriods {
  private final Clocks clocks;
  private final Map<VaultName, Long> begunNs = new ConcurrentHashMap<>();

  GracePeriods(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Its keys are gone, and nobody locked them: whether it stays mounted for now. */
  boolean holds(Vault vault) {
    Duration grace = vault.entry().settings().grace();
    if (grace.isZero() || vault.state() != VaultState.MOUNTED) {
      begunNs.remove(vault.entry().name());
      return false;
    }
    long begun = begunNs.computeIfAbsent(vault.entry().name(), name -> clocks.monotonicNs());
    return clocks.monotonicNs() - begun < grace.toNanos();
  }

  /** Whether a period that has begun is over. */
  boolean isOver(Vault vault) {
    return begunNs.containsKey(vault.entry().name()) && !holds(vault);
  }

  /** Its keys are there again, or it is locked. */
  void end(Vault vault) {
    begunNs.remove(vault.entry().name());
  }
}
