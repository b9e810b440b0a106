package aico.bus.connector;

import aico.bus.contract.Admission;
import aico.bus.contract.AuthReply;
import aico.bus.contract.Caller;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.Resource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one interceptor before every handler. The bus has already held the request against the
 * contract; what acts for a person also needs a token that holds and an allow from policy-service.
 * Any error on the way is a denial. Blocks: call it on a virtual thread.
 */
public final class Guard {
  /** A decision takes under a millisecond; the rest is for a machine under load. */
  static final Duration DECISION_DEADLINE = Duration.ofSeconds(2);

  private final BusClient bus;
  private final AuthStates authState;
  private final TokenCheck tokens;
  private final ResourceHolders holders;

  public Guard(BusClient bus, AuthStates authState, TokenCheck tokens, ResourceHolders holders) {
    this.bus = bus;
    this.authState = authState;
    this.tokens = tokens;
    this.holders = holders;
  }

  /**
   * Admits a request or throws.
   *
   * @return whom it acts for; null unless its type asks for a token
   * @throws RequestFailed {@code denied} with the rule, {@code unreachable} when auth-service or
   *     policy-service does not answer, {@code locked} when they say that keys are locked, {@code
   *     usage} when it names a resource that there is not
   */
  public @Nullable Person admit(
      Request<?> request, Caller caller, @Nullable String token, String correlation) {
    RequestType type = RequestType.of(request);
    return switch (type.admission()) {
      case CONTRACT, REDUCES_POWER -> null;
      case TOKEN, RECENT_PROOF -> {
        Person person = person(token, caller, type.admission());
        decide(type, request, caller, person, correlation);
        yield person;
      }
    };
  }

  private Person person(@Nullable String token, Caller caller, Admission admission) {
    if (token == null) {
      throw denied("token-missing", "this request needs a token");
    }
    try {
      Person person = verify(token, caller);
      if (admission == Admission.RECENT_PROOF) {
        tokens.requireRecentProof(person);
      }
      return person;
    } catch (TokenRefused e) {
      throw denied(e.rule(), e.getMessage());
    } catch (RequestFailed e) {
      throw passedOn(e, Principals.AUTH, "auth-state");
    } catch (RuntimeException e) {
      throw denied("token-check", "the token could not be checked");
    }
  }

  /** A key younger than the copy is looked up once more. */
  private Person verify(String token, Caller caller) {
    AuthReply.State state = authState.fresh();
    try {
      return tokens.verify(token, state, caller.principal());
    } catch (TokenRefused e) {
      if (!e.rule().equals("token-key")) {
        throw e;
      }
      return tokens.verify(token, authState.read(), caller.principal());
    }
  }

  private void decide(
      RequestType type, Request<?> request, Caller caller, Person person, String correlation) {
    ResourceHolders.Holders whose = holders.of(request, person);
    PolicyReply.Decision decision;
    try {
      Resource resource = Resource.of(request);
      decision =
          bus.ask(
              new PolicyRequest.Decide(
                  person.user(),
                  caller.principal(),
                  type.wireName(),
                  resource.type(),
                  resource.name(),
                  whose.owner(),
                  whose.sharedWith(),
                  correlation),
              DECISION_DEADLINE);
    } catch (RequestFailed e) {
      throw passedOn(e, Principals.POLICY, "decision");
    } catch (RuntimeException e) {
      throw denied("decision", "no decision could be had");
    }
    if (!decision.allowed()) {
      String how = decision.how_to_ask();
      throw denied(
          decision.rule(),
          type.wireName() + ": denied by policy" + (how == null ? "" : ": " + how));
    }
  }

  private static RequestFailed passedOn(RequestFailed e, String asked, String rule) {
    return switch (e.code()) {
      case UNREACHABLE -> new RequestFailed(ErrorCode.UNREACHABLE, asked + " does not answer");
      case LOCKED -> new RequestFailed(ErrorCode.LOCKED, "the keys are locked");
      case DENIED, FAILED, USAGE -> denied(rule, asked + " gave no answer to rely on");
    };
  }

  private static RequestFailed denied(String rule, @Nullable String message) {
    return new RequestFailed(ErrorCode.DENIED, message, null, rule, 0);
  }
}
