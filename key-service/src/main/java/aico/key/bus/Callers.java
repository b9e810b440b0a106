package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealException;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.key.Asker;

/** What has to be so of a caller before anything is recorded or made for it. */
final class Callers {
  private Callers() {}

  /** The contract says so too; what hands out power asks once more. */
  static void require(Asker asker, String principal) {
    if (!asker.principal().equals(principal)) {
      throw new RequestFailed(
          ErrorCode.DENIED, "%s (expected: %s)".formatted(asker.principal(), principal));
    }
  }

  /** Refuses a key that nothing can be sealed to. */
  static void requireUsable(String recipient) {
    try (SecretBytes nothing = SecretBytes.allocate(0)) {
      SealedBox.seal(Hex.decode(recipient), nothing);
    } catch (SealException lowOrder) {
      throw new RequestFailed(ErrorCode.USAGE, "recipient: not a usable key", "recipient", null, 0);
    }
  }
}
