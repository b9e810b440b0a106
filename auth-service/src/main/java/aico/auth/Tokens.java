package aico.auth;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Issues tokens to who has a session. */
public final class Tokens {
  private final Sessions sessions;
  private final SessionSecrets secrets;
  private final TokenSigner signer;
  private final KeyWatch keys;
  private final AuthTrail trail;
  private final Throttle throttle;
  private final Time time;
  private final Supplier<String> ids;
  private final Set<String> audiences;

  /**
   * A desk for these sessions.
   *
   * @param ids gives 16 random bytes as 32 hex digits
   * @param audiences the principals of the services that take tokens
   */
  public Tokens(
      Sessions sessions,
      SessionSecrets secrets,
      TokenSigner signer,
      KeyWatch keys,
      AuthTrail trail,
      Time time,
      Supplier<String> ids,
      Set<String> audiences) {
    this.sessions = sessions;
    this.secrets = secrets;
    this.signer = signer;
    this.keys = keys;
    this.trail = trail;
    this.throttle = new Throttle(time);
    this.time = time;
    this.ids = ids;
    this.audiences = Set.copyOf(audiences);
  }

  /**
   * Issues a token for one service.
   *
   * @param secret the session's secret; stays the caller's to close
   * @param principal the caller, from its authenticated key: the token's {@code azp}
   */
  public TokenOutcome issue(
      String sessionId, SecretBytes secret, String audience, String principal, String correlation) {
    if (!audiences.contains(audience)) {
      return new TokenOutcome.UnknownAudience();
    }
    long waitS = throttle.waitS(principal);
    if (waitS > 0) {
      return new TokenOutcome.Throttled(waitS);
    }
    Optional<Session> known = sessions.book().find(sessionId);
    KeyView view = keys.now();
    if (known.isEmpty()) {
      return view.unlockIds().isEmpty() ? new TokenOutcome.Locked() : new TokenOutcome.NoSession();
    }
    Session session = known.get();
    if (!session.principal().equals(principal)) {
      return refuse(session, principal, "other-presenter", correlation);
    }
    if (!secrets.matches(session, secret)) {
      return refuse(session, principal, "wrong-secret", correlation);
    }
    throttle.succeeded(principal);
    if (!view.current(session.user(), session.unlockId())) {
      sessions.reconcile(view);
      return new TokenOutcome.Locked();
    }
    return issue(session, audience, correlation);
  }

  private TokenOutcome issue(Session session, String audience, String correlation) {
    TokenClaims claims =
        new TokenClaims(
            ids.get(),
            session.user(),
            audience,
            session.principal(),
            session.id(),
            session.openedAtS(),
            time.wallS());
    trail.tokenIssued(claims, correlation);
    String token = signer.sign(claims);
    // INVARIANT: asked last, so that no token leaves for a session that ended while it was made.
    if (!sessions.used(session)) {
      return new TokenOutcome.NoSession();
    }
    return new TokenOutcome.Issued(token, TokenClaims.LIFETIME_S);
  }

  private TokenOutcome refuse(
      Session session, String principal, String reason, String correlation) {
    long retryAfterS = throttle.failed(principal);
    trail.loginFailed(principal, session.user(), reason, correlation);
    return new TokenOutcome.Refused(retryAfterS);
  }
}
