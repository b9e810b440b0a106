package aico.cli;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A command that could not be carried out: the sentence for the person, and what scripts can act
 * on. Never holds a secret.
 */
public class CommandFailed extends RuntimeException {
  private final ErrorCode code;
  private final @Nullable String field;
  private final @Nullable String rule;
  private final long retryAfterS;

  private CommandFailed(
      ErrorCode code,
      @Nullable String message,
      @Nullable String field,
      @Nullable String rule,
      long retryAfterS,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.field = field;
    this.rule = rule;
    this.retryAfterS = retryAfterS;
  }

  public CommandFailed(ErrorCode code, String message) {
    this(code, message, null, null, 0, null);
  }

  public CommandFailed(ErrorCode code, String message, Throwable cause) {
    this(code, message, null, null, 0, cause);
  }

  /** It could not be done: exit code 1. */
  public static CommandFailed failed(String message) {
    return new CommandFailed(ErrorCode.FAILED, message);
  }

  /** It was asked for in a wrong way: exit code 2. */
  public static CommandFailed usage(String field, String message) {
    return new CommandFailed(ErrorCode.USAGE, field + ": " + message, field, null, 0, null);
  }

  /** A service or the suite does not answer: exit code 5. */
  public static CommandFailed unreachable(String message) {
    return new CommandFailed(ErrorCode.UNREACHABLE, message);
  }

  /** A password or a session is needed: exit code 4. */
  public static CommandFailed locked(String message) {
    return new CommandFailed(ErrorCode.LOCKED, message);
  }

  /** A service's typed error reply. */
  public static CommandFailed of(RequestFailed failed) {
    return new CommandFailed(
        failed.code(),
        failed.getMessage(),
        failed.field().orElse(null),
        failed.rule().orElse(null),
        failed.retryAfterS().orElse(0),
        failed);
  }

  public ErrorCode code() {
    return code;
  }

  /** The option, argument or field at fault. */
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
