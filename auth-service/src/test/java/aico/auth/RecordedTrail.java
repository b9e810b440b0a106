package aico.auth;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it was told as words; can be told to fail. */
public final class RecordedTrail implements AuthTrail {
  final List<String> events = new ArrayList<>();
  boolean full;

  @Override
  public void login(Session session, String correlation) {
    add("login " + session.principal());
  }

  @Override
  public void loginFailed(String principal, String user, String reason, String correlation) {
    add("login_failed " + principal + " " + user + " " + reason);
  }

  @Override
  public void tokenIssued(TokenClaims claims, String correlation) {
    add("token " + claims.presenter() + " " + claims.audience());
  }

  @Override
  public void logout(Session session, EndReason reason, String correlation) {
    add("logout " + session.principal() + " " + reason.wireName());
  }

  private void add(String event) {
    if (full) {
      throw new AuthException("outbox: full");
    }
    events.add(event);
  }
}
