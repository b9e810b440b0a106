package aico.bus.contract;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The typed error reply to a request. Its message is for people and holds no secret. */
public final class RequestFailed extends RuntimeException {
  private final ErrorCode code;
  private final @Nullable String field;
  private final @Nullable String rule;
  private final long retryAfterS;

  /**
   * All parts of an error reply.
   *
   * @param field the request's field at fault, or null
   * @param rule the policy rule that denied, or null
   * @param retryAfterS seconds until another try makes sense, or 0
   */
  public RequestFailed(
      ErrorCode code,
      @Nullable String message,
      @Nullable String field,
      @Nullable String rule,
      long retryAfterS) {
    super(message);
    this.code = code;
    this.field = field;
    this.rule = rule;
    this.retryAfterS = retryAfterS;
  }

  /** An error without field, rule or waiting time. */
  public RequestFailed(ErrorCode code, String message) {
    this(code, message, null, null, 0);
  }

  /** A request whose field is out of shape. */
  public static RequestFailed usage(InvalidField invalid) {
    return new RequestFailed(ErrorCode.USAGE, invalid.getMessage(), invalid.field(), null, 0);
  }

  public ErrorCode code() {
    return code;
  }

  /** The request's field at fault. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** The policy rule that denied. */
  public Optional<String> rule() {
    return Optional.ofNullable(rule);
  }

  /** Seconds until another try makes sense. */
  public OptionalLong retryAfterS() {
    return retryAfterS > 0 ? OptionalLong.of(retryAfterS) : OptionalLong.empty();
  }
}
