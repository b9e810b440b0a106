package aico.key.bus;

import aico.bus.contract.KeyRequest;
import aico.bus.contract.Request;

/** What changes no key file: keys are opened, handed out and locked as an older file says, too. */
public final class HarmlessRequests {
  private HarmlessRequests() {}

  /** Whether a request is one of them; what is not named is not. */
  public static boolean isOne(Request<?> request) {
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
        || request instanceof KeyRequest.FormerServiceKey
        || request instanceof KeyRequest.ServiceKeyTaken
        || request instanceof KeyRequest.Subjects
        || request instanceof KeyRequest.OpenSealed
        || request instanceof KeyRequest.TellNames
        || request instanceof KeyRequest.VaultKey;
  }
}
