package aico.auth.bus;

import aico.auth.AuthException;
import aico.auth.LoginOutcome;
import aico.auth.Office;
import aico.auth.Revocations;
import aico.auth.TokenOutcome;
import aico.bus.connector.AlertResponses;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.OneTimeKey;
import aico.bus.connector.OneTimeKeys;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.Caller;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SealException;
import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code auth.requests}. */
public final class AuthRequests {
  private final Supplier<Optional<Office>> office;
  private final OneTimeKeys oneTimeKeys;
  private final String incarnation;
  private final Supplier<Optional<AlertResponses>> responses;

  /**
   * A handler for an office that may still be opening.
   *
   * @param incarnation random, new with each start
   * @param responses which alerts end sessions; opens with the office
   */
  public AuthRequests(
      Supplier<Optional<Office>> office,
      OneTimeKeys oneTimeKeys,
      String incarnation,
      Supplier<Optional<AlertResponses>> responses) {
    this.office = office;
    this.oneTimeKeys = oneTimeKeys;
    this.incarnation = incarnation;
    this.responses = responses;
  }

  /** Answers one request, or throws {@link RequestFailed}. */
  public Answer handle(Ask ask) {
    if (!(ask.request() instanceof AuthRequest<?> request)) {
      throw new IllegalStateException("not a request to auth-service: " + ask.request().getClass());
    }
    return switch (request) {
      case AuthRequest.State state -> Answer.of(state());
      case AuthRequest.NewOneTimeKey key -> Answer.of(oneTimeKey(ask.caller()));
      case AuthRequest.OpenSession open -> openSession(open, ask);
      case AuthRequest.NewToken token -> newToken(token, ask);
      case AuthRequest.EndSession end -> endSession(end, ask);
      case AuthRequest.Respond(String rule, boolean on) ->
          Answer.of(new AuthReply.Responses(openResponses().choose(rule, on, ask)));
      case AuthRequest.Responses all ->
          Answer.of(new AuthReply.Responses(openResponses().standing()));
    };
  }

  /** What tokens are judged by, here and elsewhere. */
  public AuthReply.State state() {
    Office open = open();
    Revocations revocations = open.sessions().revocations();
    return new AuthReply.State(
        incarnation,
        revocations.head(),
        List.of(new AuthReply.VerificationKey(open.signer().keyId(), open.signer().publicKey())),
        revocations.sessionIds());
  }

  private AuthReply.OneTimeKey oneTimeKey(Caller caller) {
    OneTimeKey key = oneTimeKeys.create(caller.principal());
    return new AuthReply.OneTimeKey(key.keyId(), key.publicKey());
  }

  private Answer openSession(AuthRequest.OpenSession request, Ask ask) {
    LoginOutcome outcome;
    try {
      outcome =
          open()
              .login()
              .open(
                  request.attestation(),
                  request.nonce(),
                  request.recipient(),
                  ask.caller().principal(),
                  ask.correlation());
    } catch (SealException e) {
      throw failed(ErrorCode.USAGE, "recipient: not a key to seal to", "recipient", 0);
    }
    return switch (outcome) {
      case LoginOutcome.Opened opened ->
          Answer.sealed(
              new AuthReply.Session(opened.session().id(), opened.session().user()),
              opened.sealed());
      case LoginOutcome.Refused refused ->
          throw failed(
              ErrorCode.DENIED,
              "attestation: refused: " + refused.reason(),
              "attestation",
              refused.retryAfterS());
      case LoginOutcome.Locked locked ->
          throw failed(ErrorCode.LOCKED, "the unlock that this proves is over", null, 0);
      case LoginOutcome.Throttled throttled -> throw throttled(throttled.retryAfterS());
    };
  }

  private Answer newToken(AuthRequest.NewToken request, Ask ask) {
    byte[] sealed = ask.sealed();
    if (sealed == null) {
      throw failed(ErrorCode.USAGE, "sealed: missing", "sealed", 0);
    }
    String principal = ask.caller().principal();
    try (SecretBytes secret = oneTimeKeys.open(request.key_id(), principal, sealed)) {
      TokenOutcome outcome =
          open()
              .tokens()
              .issue(
                  request.session_id(), secret, request.audience(), principal, ask.correlation());
      return switch (outcome) {
        case TokenOutcome.Issued issued ->
            Answer.withToken(new AuthReply.Token(issued.expiresInS()), issued.token());
        case TokenOutcome.NoSession none ->
            throw failed(ErrorCode.DENIED, "session: ended: unlock again", "session_id", 0);
        case TokenOutcome.Locked locked ->
            throw failed(ErrorCode.LOCKED, "locked: unlock first", null, 0);
        case TokenOutcome.Refused refused ->
            throw failed(ErrorCode.DENIED, "session: refused", "session_id", refused.retryAfterS());
        case TokenOutcome.Throttled throttled -> throw throttled(throttled.retryAfterS());
        case TokenOutcome.UnknownAudience unknown ->
            throw failed(ErrorCode.USAGE, "audience: takes no tokens", "audience", 0);
      };
    }
  }

  private Answer endSession(AuthRequest.EndSession request, Ask ask) {
    try {
      open().sessions().logout(request.session_id(), ask.caller().principal(), ask.correlation());
    } catch (AuthException e) {
      throw new RequestFailed(ErrorCode.FAILED, String.valueOf(e.getMessage()));
    }
    return Answer.of(new Reply.Done());
  }

  private Office open() {
    return office.get().orElseThrow(AuthRequests::starting);
  }

  private AlertResponses openResponses() {
    return responses.get().orElseThrow(AuthRequests::starting);
  }

  private static RequestFailed starting() {
    return new RequestFailed(
        ErrorCode.UNREACHABLE, "auth-service is starting: it waits for its keys");
  }

  private static RequestFailed throttled(long retryAfterS) {
    return failed(ErrorCode.DENIED, "too many failures", null, retryAfterS);
  }

  private static RequestFailed failed(
      ErrorCode code, String message, @Nullable String field, long retryAfterS) {
    return new RequestFailed(code, message, field, null, retryAfterS);
  }
}
