package aico.policy;

/** Where decisions are recorded. */
public interface DecisionTrail {

  /**
   * Records a verdict; returns when it is durable.
   *
   * @param version the version of the policies that decided
   * @throws NotRecordable when it could not be made durable; then nothing may be allowed
   */
  void record(Question question, Verdict verdict, long version);

  /** A decision could not be made durable. */
  final class NotRecordable extends PolicyException {
    public NotRecordable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
