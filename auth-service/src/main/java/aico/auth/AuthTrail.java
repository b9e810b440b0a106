package aico.auth;

/** Where auth-service records what it is about to do; every method returns when it is durable. */
public interface AuthTrail {

  /** A session is about to be opened. */
  void login(Session session, String correlation);

  /** A proof was refused. */
  void loginFailed(String principal, String user, String reason, String correlation);

  /** A token is about to be signed. */
  void tokenIssued(TokenClaims claims, String correlation);

  /**
   * A session is about to end; may use the space that is kept for this.
   *
   * @param correlation of the request to end it, or empty
   */
  void logout(Session session, EndReason reason, String correlation);
}
