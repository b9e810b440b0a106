package aico.policy;

/** Evaluates the policies in force. */
public interface DecisionEngine {

  /**
   * Answers one question; the same question gets the same verdict while the policies stay.
   *
   * @throws PolicyException when the policies could not be evaluated; the caller denies
   */
  Verdict decide(Question question);
}
