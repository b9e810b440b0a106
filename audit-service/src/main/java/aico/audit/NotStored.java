package aico.audit;

import org.jspecify.annotations.Nullable;

/** A batch was not stored and nothing of it remains; the same batch may be tried again. */
public final class NotStored extends AuditException {
  public NotStored(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
