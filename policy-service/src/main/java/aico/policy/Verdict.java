package aico.policy;

/** What was decided, and by which rule. */
public sealed interface Verdict {

  /** No policy allows it. */
  String DEFAULT_DENY = "default-deny";

  /** The id of the rule that decided. */
  String rule();

  /** A rule allows it and none forbids it. */
  record Allowed(String rule) implements Verdict {}

  /**
   * It is not allowed.
   *
   * @param rule the id of the policy that forbids it, {@link #DEFAULT_DENY}, or what went wrong
   * @param howToAsk what would have to change for an allow, in words for the person
   */
  record Denied(String rule, String howToAsk) implements Verdict {}

  /** The denial of what no policy speaks of. */
  static Denied byDefault(Question question) {
    return new Denied(
        DEFAULT_DENY,
        "no rule allows "
            + question.action()
            + " to "
            + question.user()
            + " through "
            + question.program()
            + ": ask the owner for one");
  }
}
