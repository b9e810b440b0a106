package aico.bridge;

/** What is wrong with the bridge's own files or settings; names the file and the field. */
public class BridgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  public BridgeException(String field, String message) {
    super(message);
    this.field = field;
  }

  public BridgeException(String field, String message, Throwable cause) {
    super(message, cause);
    this.field = field;
  }

  /** The field or option at fault. */
  public String field() {
    return field;
  }
}
