package aico.auth;

/** What became of a request for a token. */
public sealed interface TokenOutcome {

  /** The compact JWS, and how long it holds. */
  record Issued(String token, long expiresInS) implements TokenOutcome {
    @Override
    public String toString() {
      return "Issued[token=redacted, expiresInS=" + expiresInS + "]";
    }
  }

  /** The caller has no such session, or it ended: log in again. */
  record NoSession() implements TokenOutcome {}

  /** Nobody is unlocked, so no session lives. */
  record Locked() implements TokenOutcome {}

  /** Not the session's secret, or not its principal; 0 for at once. */
  record Refused(long retryAfterS) implements TokenOutcome {}

  /** Too many were refused before; this one was not looked at. */
  record Throttled(long retryAfterS) implements TokenOutcome {}

  /** No service of that name takes tokens. */
  record UnknownAudience() implements TokenOutcome {}
}
