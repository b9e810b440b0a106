package aico.bus.contract;

/** A value that does not have the shape its field asks for. The message never holds a secret. */
public final class InvalidField extends RuntimeException {
  private final String field;

  /**
   * Names the field at fault.
   *
   * @param field the field's name as it stands on the wire
   * @param message the value (when it is no secret) and what was expected
   */
  public InvalidField(String field, String message) {
    super(field + ": " + message);
    this.field = field;
  }

  /** The field's name as it stands on the wire. */
  public String field() {
    return field;
  }
}
