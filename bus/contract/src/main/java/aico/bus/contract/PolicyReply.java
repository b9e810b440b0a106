package aico.bus.contract;

import org.jspecify.annotations.Nullable;

/** Answers of policy-service. */
public sealed interface PolicyReply extends Reply {

  /** The version rises with every change of policies, within one incarnation. */
  record State(String incarnation, long version) implements PolicyReply {}

  /**
   * A decision.
   *
   * @param rule the rule that decided, such as {@code default-deny}
   * @param how_to_ask what would have to change for an allow; null with an allow
   */
  record Decision(boolean allowed, String rule, @Nullable String how_to_ask, long version)
      implements PolicyReply {}
}
