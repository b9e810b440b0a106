package aico.key.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How requests are refused. */
final class Refusals {
  private Refusals() {}

  static void assertRefused(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> Assertions.assertThat(failed.code()).isEqualTo(code));
  }

  /** The sentence it is refused with; empty when it is not. */
  static String sentence(ThrowingCallable call) {
    Throwable refused = Assertions.catchThrowable(call);
    return refused == null ? "" : String.valueOf(refused.getMessage());
  }
}
