package aico.detect;

/** The root of what goes wrong in this module. */
public class DetectException extends RuntimeException {
  public DetectException(String message) {
    super(message);
  }

  public DetectException(String message, Throwable cause) {
    super(message, cause);
  }
}
