package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import java.util.Set;
import java.util.TreeSet;

/**
 * As long as a key file is older than the trail says, keys are opened and handed out as it says,
 * and nothing is changed: a change would bury what the later one held.
 */
public final class ReadOnly {
  private volatile Set<String> older = Set.of();

  /** These stores are older; none lifts it. */
  public void rolledBack(Set<String> stores) {
    older = Set.copyOf(stores);
  }

  /** Refuses what would change a key file. */
  public void check(Request<?> request) {
    if (!older.isEmpty() && !isHarmless(request)) {
      throw new RequestFailed(
          ErrorCode.FAILED,
          "read-only: "
              + String.join(", ", new TreeSet<>(older))
              + ": older than the audit trail says; see aico doctor");
    }
  }

  private static boolean isHarmless(Request<?> request) {
    return request instanceof KeyRequest.State
        || request instanceof KeyRequest.NewOneTimeKey
        || request instanceof KeyRequest.Unlock
        || request instanceof KeyRequest.UnlockWithKit
        || request instanceof KeyRequest.TestRecovery
        || request instanceof KeyRequest.TestSlot
        || request instanceof KeyRequest.SlotsOf
        || request instanceof KeyRequest.RehearseStart
        || request instanceof KeyRequest.Lock
        || request instanceof KeyRequest.ServiceKey
        || request instanceof KeyRequest.VaultKey;
  }
}
