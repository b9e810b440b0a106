package aico.policy;

import java.util.function.BiConsumer;

/**
 * Decides and records. Nothing is allowed that was not recorded, and any error on the way is a
 * denial.
 */
public final class Decider {
  /** The rule of a denial because the policies could not be evaluated. */
  public static final String ENGINE_ERROR = "engine-error";

  /** The rule of a denial because the decision could not be recorded. */
  public static final String NOT_RECORDED = "not-recorded";

  private final DecisionEngine engine;
  private final DecisionTrail trail;
  private final BiConsumer<String, RuntimeException> onError;
  private final long version;

  /**
   * A decider over one version of the policies.
   *
   * @param onError told, with the correlation, of every error that became a denial
   */
  public Decider(
      DecisionEngine engine,
      DecisionTrail trail,
      long version,
      BiConsumer<String, RuntimeException> onError) {
    this.engine = engine;
    this.trail = trail;
    this.version = version;
    this.onError = onError;
  }

  /** The version of the policies that decide. */
  public long version() {
    return version;
  }

  /** Answers with what was recorded, or with a denial. Throws nothing. */
  public Verdict decide(Question question) {
    Verdict verdict = evaluate(question);
    // INVARIANT: no allow leaves here that the trail has not taken.
    try {
      trail.record(question, verdict, version);
      return verdict;
    } catch (RuntimeException e) {
      onError.accept(question.correlation(), e);
      return switch (verdict) {
        case Verdict.Denied denied -> denied;
        case Verdict.Allowed allowed ->
            new Verdict.Denied(
                NOT_RECORDED, "the decision could not be recorded: see the disk, then try again");
      };
    }
  }

  private Verdict evaluate(Question question) {
    try {
      return engine.decide(question);
    } catch (RuntimeException e) {
      onError.accept(question.correlation(), e);
      return new Verdict.Denied(
          ENGINE_ERROR, "the policies could not be evaluated: see the log of policy-service");
    }
  }
}
