package aico.policy;

import java.time.Instant;

/** Where decisions are recorded. */
public interface DecisionTrail {

  /**
   * Records a verdict; returns when it is durable.
   *
   * @param version the version of the policies that decided
   * @throws NotRecordable when it could not be made durable; then nothing may be allowed
   */
  default void record(Question question, Verdict verdict, long version) {
    record(question, verdict, version, new Others.None());
  }

  /**
   * The same, with what it says of others that are identical but for their correlation.
   *
   * @throws NotRecordable as above
   */
  void record(Question question, Verdict verdict, long version, Others others);

  /** What a record says of verdicts like it that have no record of their own. */
  sealed interface Others {
    /** There are none. */
    record None() implements Others {}

    /** Some may follow until then; their number comes then. */
    record MayFollow(Instant until) implements Others {}

    /** So many followed; the record stands for them alone. */
    record Followed(long count) implements Others {}
  }

  /** A decision could not be made durable. */
  final class NotRecordable extends PolicyException {
    public NotRecordable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
