package aico.vault.bus;

import aico.bus.contract.Request;
import aico.bus.contract.VaultRequest;

/** What looks, opens what there is, or locks; it gives no vault another owner, key or setting. */
public final class HarmlessRequests {
  private HarmlessRequests() {}

  /** Whether a request is one of them; what is not named is not. */
  public static boolean isOne(Request<?> request) {
    return request instanceof VaultRequest.ListVaults
        || request instanceof VaultRequest.NewOneTimeKey
        || request instanceof VaultRequest.Mount
        || request instanceof VaultRequest.Unmount
        || request instanceof VaultRequest.LockAll
        || request instanceof VaultRequest.Responses
        || request instanceof VaultRequest.RotationOf
        || request instanceof VaultRequest.CheckOf
        || (request instanceof VaultRequest.Check check && !check.accept())
        || request instanceof VaultRequest.HooksDue
        || request instanceof VaultRequest.HooksFound
        || request instanceof VaultRequest.HooksRan;
  }
}
