package aico.auth;

/**
 * What a token says (RFC 7519, section 4.1; {@code azp} and {@code auth_time} as in OpenID Connect
 * Core, section 2).
 *
 * @param id {@code jti}, 32 hex digits
 * @param user {@code sub}
 * @param audience {@code aud}: the one service that it is for
 * @param presenter {@code azp}: the principal that alone may present it
 * @param sessionId {@code sid}
 * @param provedAtS {@code auth_time}: when the session was opened by a password or a kit
 * @param issuedAtS {@code iat}
 */
public record TokenClaims(
    String id,
    String user,
    String audience,
    String presenter,
    String sessionId,
    long provedAtS,
    long issuedAtS) {
  /** Short, so that a stolen token is soon worthless; renewed silently while the session lives. */
  public static final long LIFETIME_S = 300;

  /** {@code exp}. */
  public long expiresAtS() {
    return issuedAtS + LIFETIME_S;
  }
}
