package aico.auth;

import org.jspecify.annotations.Nullable;

/** A broken assumption of auth-service. Its message holds no secret. */
public class AuthException extends RuntimeException {

  public AuthException(String message) {
    super(message);
  }

  public AuthException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
