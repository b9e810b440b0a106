package aico.audit.log;

/** The root of what goes wrong with an audit log's files. */
public class AuditLogException extends RuntimeException {
  public AuditLogException(String message) {
    super(message);
  }

  public AuditLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
