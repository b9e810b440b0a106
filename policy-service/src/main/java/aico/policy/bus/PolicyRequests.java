package aico.policy.bus;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.contract.Caller;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.RequestFailed;
import aico.policy.Decider;
import aico.policy.Question;
import aico.policy.Verdict;

/** Answers {@code policy.requests}. */
public final class PolicyRequests {
  private final Decider decider;
  private final String incarnation;

  /**
   * A handler over these policies.
   *
   * @param incarnation random, new with each start
   */
  public PolicyRequests(Decider decider, String incarnation) {
    this.decider = decider;
    this.incarnation = incarnation;
  }

  /** The version in force, also what heartbeats carry. */
  public PolicyReply.State state() {
    return new PolicyReply.State(incarnation, decider.version());
  }

  /** Answers one request; a denial is an answer, not an error. */
  public Answer handle(Ask ask) {
    if (!(ask.request() instanceof PolicyRequest<?> request)) {
      throw new IllegalStateException(
          "not a request to policy-service: " + ask.request().getClass());
    }
    return switch (request) {
      case PolicyRequest.State state -> Answer.of(state());
      case PolicyRequest.Decide decide -> Answer.of(decide(decide, ask.caller()));
    };
  }

  private PolicyReply.Decision decide(PolicyRequest.Decide decide, Caller caller) {
    requireService(caller);
    Verdict verdict =
        decider.decide(
            new Question(
                decide.user(),
                decide.principal(),
                caller.principal(),
                decide.action(),
                decide.resource_type(),
                decide.resource(),
                decide.owner(),
                decide.shared_with(),
                decide.correlation()));
    return switch (verdict) {
      case Verdict.Allowed allowed ->
          new PolicyReply.Decision(true, allowed.rule(), null, decider.version());
      case Verdict.Denied denied ->
          new PolicyReply.Decision(false, denied.rule(), denied.howToAsk(), decider.version());
    };
  }

  /** The contract lets services alone ask; held here too, since a decision is worth something. */
  private static void requireService(Caller caller) {
    switch (caller.role()) {
      case KEY, AUTH, POLICY, AUDIT, VAULT -> {}
      case GATEWAY, BRIDGE, CLI, INTEGRATOR ->
          throw new RequestFailed(ErrorCode.DENIED, "only a service asks for decisions");
    }
  }
}
