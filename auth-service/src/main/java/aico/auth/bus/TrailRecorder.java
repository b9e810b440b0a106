package aico.auth.bus;

import aico.auth.AuthTrail;
import aico.auth.EndReason;
import aico.auth.Session;
import aico.auth.TokenClaims;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import org.jspecify.annotations.Nullable;

/** Records in this service's own outbox. */
public final class TrailRecorder implements AuthTrail {
  private static final String SESSION_ID = "session_id";
  private static final String UNKNOWN_USER = "unknown";

  private final Trail trail;

  public TrailRecorder(Trail trail) {
    this.trail = trail;
  }

  @Override
  public void login(Session session, String correlation) {
    trail.record(
        AuditEvent.of(EventCode.AUTH_LOGIN)
            .by(session.principal(), session.user())
            .correlated(orNull(correlation))
            .with(SESSION_ID, session.id()));
  }

  @Override
  public void loginFailed(String principal, String user, String reason, String correlation) {
    trail.record(
        AuditEvent.of(EventCode.AUTH_LOGIN_FAILED)
            .failed()
            .by(principal, user.equals(UNKNOWN_USER) ? null : user)
            .correlated(orNull(correlation))
            .with("reason", reason));
  }

  @Override
  public void tokenIssued(TokenClaims claims, String correlation) {
    trail.record(
        AuditEvent.of(EventCode.TOKEN_ISSUED)
            .by(claims.presenter(), claims.user())
            .correlated(orNull(correlation))
            .with("audience", claims.audience())
            .with(SESSION_ID, claims.sessionId())
            .with("token_id", claims.id()));
  }

  @Override
  public void logout(Session session, EndReason reason, String correlation) {
    trail.recordReserved(
        AuditEvent.of(EventCode.AUTH_LOGOUT)
            .by(session.principal(), session.user())
            .correlated(orNull(correlation))
            .with(SESSION_ID, session.id())
            .with("reason", reason.wireName()));
  }

  private static @Nullable String orNull(String correlation) {
    return correlation.isEmpty() ? null : correlation;
  }
}
