package aico.bus.connector.token;

import aico.bus.connector.Person;
import aico.bus.connector.TokenCheck;
import aico.bus.connector.TokenRefused;
import aico.bus.contract.AuthReply;
import aico.bus.contract.Principals;
import java.time.InstantSource;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Verifies auth-service's tokens: compact JWS (RFC 7515) with {@code alg} EdDSA (RFC 8037) over
 * Ed25519 and nothing else, claims of RFC 7519 and {@code azp}, {@code sid}, {@code auth_time}. The
 * key is found by {@code kid} in auth-service's state; keys named in the token itself ({@code jwk},
 * {@code jku}, {@code x5c}) are never looked at.
 */
public final class JwsTokenCheck implements TokenCheck {
  /** Tokens live for five minutes. */
  static final int LIFETIME_S = 300;

  /** How long a proof counts as recent. */
  static final int RECENT_S = 300;

  /** One machine, one clock: only rounding to the second and a step of NTP. */
  static final int SKEW_S = 5;

  /** An EdDSA token with these claims has about 500 characters. */
  static final int MAX_CHARS = 4096;

  private final String principal;
  private final InstantSource clock;

  /**
   * Checks tokens that are meant for one service.
   *
   * @param principal this service, to be the token's only {@code aud}
   */
  public JwsTokenCheck(String principal, InstantSource clock) {
    this.principal = principal;
    this.clock = clock;
  }

  @Override
  public Person verify(String token, AuthReply.State state, String authorizedParty) {
    if (token.length() > MAX_CHARS) {
      throw new TokenRefused("token-invalid", "token: over " + MAX_CHARS + " characters");
    }
    KeysById keys = new KeysById(state.keys());
    try {
      JwtClaims claims = consumer(keys).processToClaims(token);
      return person(claims, state, authorizedParty);
    } catch (InvalidJwtException e) {
      // The library's messages quote the token: only their kind goes on.
      throw refusal(e, keys.missed());
    } catch (MalformedClaimException e) {
      throw new TokenRefused("token-invalid", "token: a claim has the wrong type");
    }
  }

  @Override
  public void requireRecentProof(Person person) {
    long agoS = clock.instant().getEpochSecond() - person.provedAtS();
    if (agoS > RECENT_S + SKEW_S || agoS < -SKEW_S) {
      throw new TokenRefused("proof-old", "this needs your password or kit again");
    }
  }

  private JwtConsumer consumer(KeysById keys) {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA)
        .setVerificationKeyResolver(keys)
        .setExpectedIssuer(Principals.AUTH)
        .setExpectedAudience(principal)
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setRequireJwtId()
        .setRequireSubject()
        .setAllowedClockSkewInSeconds(SKEW_S)
        .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
        .setIssuedAtRestrictions(0, LIFETIME_S)
        .build();
  }

  private static Person person(JwtClaims claims, AuthReply.State state, String authorizedParty)
      throws MalformedClaimException {
    if (claims.getAudience().size() != 1) {
      throw new TokenRefused("token-audience", "token: more than one audience");
    }
    if (!authorizedParty.equals(claims.getStringClaimValue("azp"))) {
      throw new TokenRefused("token-authorized-party", "token: issued to another principal");
    }
    long lifetimeS = claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue();
    if (lifetimeS > LIFETIME_S) {
      throw new TokenRefused("token-expired", "token: lives too long");
    }
    String user = claims.getSubject();
    String sessionId = claims.getStringClaimValue("sid");
    if (isBlank(user) || isBlank(sessionId)) {
      throw new TokenRefused("token-invalid", "token: no sub or sid");
    }
    if (state.revoked().contains(sessionId)) {
      throw new TokenRefused("token-revoked", "the session has ended");
    }
    Long provedAtS = claims.getClaimValue("auth_time", Long.class);
    return new Person(user, sessionId, provedAtS == null ? 0 : provedAtS);
  }

  private static boolean isBlank(@Nullable String claim) {
    return claim == null || claim.isBlank();
  }

  private static TokenRefused refusal(InvalidJwtException e, boolean keyMissed) {
    if (keyMissed) {
      return new TokenRefused("token-key", "token: signed with an unknown key");
    }
    if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
      return new TokenRefused("token-signature", "token: the signature does not hold");
    }
    if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return new TokenRefused("token-audience", "token: meant for another service");
    }
    if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      return new TokenRefused("token-issuer", "token: not from " + Principals.AUTH);
    }
    if (e.hasErrorCode(ErrorCodes.EXPIRED) || e.hasErrorCode(ErrorCodes.ISSUED_AT_INVALID_PAST)) {
      return new TokenRefused("token-expired", "token: expired");
    }
    if (e.hasErrorCode(ErrorCodes.ISSUED_AT_INVALID_FUTURE)) {
      return new TokenRefused("token-not-yet", "token: issued in the future");
    }
    return new TokenRefused("token-invalid", "token: not a valid EdDSA token");
  }
}
