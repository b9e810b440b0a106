package aico.auth.storage;

import aico.auth.AuthException;
import org.jspecify.annotations.Nullable;

/** A state file that cannot be used; names the file and, where there is one, the field. */
public final class StateFileException extends AuthException {

  public StateFileException(String file, String message) {
    super(file + ": " + message);
  }

  public StateFileException(String file, String message, @Nullable Throwable cause) {
    super(file + ": " + message, cause);
  }
}
