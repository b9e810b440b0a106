package aico.audit;

import org.jspecify.annotations.Nullable;

/** The root of what goes wrong in audit-service. */
public class AuditException extends RuntimeException {
  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
