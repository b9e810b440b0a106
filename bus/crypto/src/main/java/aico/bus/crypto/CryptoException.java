package aico.bus.crypto;

import org.jspecify.annotations.Nullable;

/** Root of what this module throws. Messages name the fault and never carry a secret. */
public class CryptoException extends RuntimeException {
  protected CryptoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  protected CryptoException(String message) {
    super(message);
  }
}
