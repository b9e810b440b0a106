package aico.key;

/** An event could not be recorded, so what it tells of was not done. */
public final class NotRecorded extends KeyException {
  public NotRecorded(String message, Throwable cause) {
    super(message, cause);
  }
}
