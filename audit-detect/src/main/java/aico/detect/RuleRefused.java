package aico.detect;

/** A rule is not one, or uses a part of Sigma that is not supported. Names the field. */
public final class RuleRefused extends DetectException {
  private final String field;

  public RuleRefused(String field, String message) {
    super(field + ": " + message);
    this.field = field;
  }

  public RuleRefused(String field, String message, Throwable cause) {
    super(field + ": " + message, cause);
    this.field = field;
  }

  /** The field at fault, such as {@code detection.selection.status_id|gt}. */
  public String field() {
    return field;
  }
}
