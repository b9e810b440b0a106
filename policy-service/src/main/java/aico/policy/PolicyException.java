package aico.policy;

/** A broken assumption of policy-service; on the way to a decision it is a denial. */
public class PolicyException extends RuntimeException {

  public PolicyException(String message) {
    super(message);
  }

  public PolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
