package aico.auth.crypto;

import aico.auth.Attestation;
import aico.auth.AttestationVerifier;
import aico.auth.Time;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.crypto.Hex;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Unlock attestations as compact JWS (RFC 7515, RFC 8037) with explicit typing (RFC 8725, section
 * 3.11): one algorithm, one issuer, one audience, thirty seconds.
 */
public final class JoseAttestationVerifier implements AttestationVerifier {
  /** A real one has about 500 characters. */
  static final int MAX_SIZE_CHARS = 2048;

  /** As long as key-service lets an attestation live. */
  static final long MAX_LIFETIME_S = 30;

  /** One machine has one clock; this covers a step of time synchronisation. */
  static final int CLOCK_SKEW_S = 5;

  private static final String TYPE = "unlock-attestation+jwt";
  private static final String ISSUER = "key-service";
  private static final String AUDIENCE = "auth-service";

  private final Time time;

  public JoseAttestationVerifier(Time time) {
    this.time = time;
  }

  @Override
  public Finding verify(String compact, String publicKey) {
    if (compact.length() > MAX_SIZE_CHARS) {
      return new Finding.Refused("oversize");
    }
    JwtConsumer consumer = consumer(publicKey);
    try {
      return genuine(consumer.processToClaims(compact));
    } catch (InvalidJwtException e) {
      return new Finding.Refused(e.hasErrorCode(ErrorCodes.EXPIRED) ? "expired" : "invalid");
    } catch (MalformedClaimException | InvalidField e) {
      return new Finding.Refused("malformed");
    }
  }

  private JwtConsumer consumer(String publicKey) {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA))
        .setVerificationKey(Ed25519.publicKey(Hex.decode(publicKey)))
        .setExpectedType(true, TYPE)
        .setExpectedIssuer(true, ISSUER)
        .setExpectedAudience(true, AUDIENCE)
        .setRequireSubject()
        .setRequireJwtId()
        .setRequireIssuedAt()
        .setRequireExpirationTime()
        .setAllowedClockSkewInSeconds(CLOCK_SKEW_S)
        .setEvaluationTime(NumericDate.fromSeconds(time.wallS()))
        .build();
  }

  private Finding genuine(JwtClaims claims) throws MalformedClaimException {
    long issuedAtS = claims.getIssuedAt().getValue();
    long expiresAtS = claims.getExpirationTime().getValue();
    if (expiresAtS - issuedAtS > MAX_LIFETIME_S || issuedAtS > time.wallS() + CLOCK_SKEW_S) {
      return new Finding.Refused("lifetime");
    }
    if (claims.getAudience().size() != 1) {
      return new Finding.Refused("audiences");
    }
    return new Finding.Genuine(
        new Attestation(
            Shapes.id("jti", claims.getJwtId()),
            Shapes.name("sub", claims.getSubject()),
            Shapes.principal("azp", claims.getStringClaimValue("azp")),
            Shapes.id("nonce", claims.getStringClaimValue("nonce")),
            Shapes.id("unlock_id", claims.getStringClaimValue("unlock_id")),
            expiresAtS));
  }
}
