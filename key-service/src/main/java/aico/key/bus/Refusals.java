package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.key.ProofRefused;

/** How a refused proof is told to whoever showed it. */
final class Refusals {
  static final String KIT = "recovery_kit";

  private Refusals() {}

  static RequestFailed of(ProofRefused refused) {
    return switch (refused) {
      case ProofRefused.WrongPassword(long retryAfterS) -> denied("wrong password", retryAfterS);
      case ProofRefused.WrongKit(String expected, long retryAfterS) ->
          denied(
              "this recovery kit belongs to another key, or was replaced by a newer one"
                  + (expected.isEmpty() ? "" : " (expected: KEY ID " + expected + ")"),
              retryAfterS);
      case ProofRefused.MistypedKit(String fault, long retryAfterS) ->
          new RequestFailed(ErrorCode.USAGE, KIT + ": " + fault, KIT, null, retryAfterS);
      case ProofRefused.Throttled(long retryAfterS) ->
          denied(
              "too many wrong passwords or kits; try again in %d s".formatted(retryAfterS),
              retryAfterS);
    };
  }

  private static RequestFailed denied(String message, long retryAfterS) {
    return new RequestFailed(ErrorCode.DENIED, message, null, null, retryAfterS);
  }
}
