package aico.key;

import org.jspecify.annotations.Nullable;

/** Root of what key-service throws. Messages are for people and never carry a secret. */
public class KeyException extends RuntimeException {
  public KeyException(String message) {
    super(message);
  }

  public KeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
