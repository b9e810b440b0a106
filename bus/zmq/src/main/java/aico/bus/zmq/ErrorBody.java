package aico.bus.zmq;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import org.jspecify.annotations.Nullable;

/** The body of an error reply. */
record ErrorBody(
    String code,
    @Nullable String message,
    @Nullable String field,
    @Nullable String rule,
    @Nullable Long retryAfterS) {

  static ErrorBody of(RequestFailed e) {
    return new ErrorBody(
        e.code().wireName(),
        e.getMessage(),
        e.field().orElse(null),
        e.rule().orElse(null),
        e.retryAfterS().isPresent() ? e.retryAfterS().getAsLong() : null);
  }

  RequestFailed toException() {
    return new RequestFailed(
        ErrorCode.of(code), message, field, rule, retryAfterS == null ? 0 : retryAfterS);
  }
}
