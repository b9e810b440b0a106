package aico.bus.connector.app;

import aico.bus.connector.ConnectorException;
import aico.bus.contract.AuthReply;
import aico.bus.contract.Principals;
import aico.bus.crypto.Hex;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Signs a token with a throwaway key that only the trainer's auth.state knows. */
final class TrainingToken {
  private static final String KEY_ID = "training";
  private static final int KEY_BYTES = 32;
  private static final float LIFETIME_MINUTES = 1;

  private final KeyPair pair;

  TrainingToken() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new ConnectorException("training: no Ed25519", e);
    }
  }

  AuthReply.VerificationKey verificationKey() {
    byte[] spki = pair.getPublic().getEncoded();
    return new AuthReply.VerificationKey(
        KEY_ID, Hex.encode(Arrays.copyOfRange(spki, spki.length - KEY_BYTES, spki.length)));
  }

  String of(String audience, String authorizedParty) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(Principals.AUTH);
    claims.setAudience(audience);
    claims.setSubject("training");
    claims.setStringClaim("azp", authorizedParty);
    claims.setStringClaim("sid", "training");
    claims.setGeneratedJwtId();
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setKey(pair.getPrivate());
    jws.setKeyIdHeaderValue(KEY_ID);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setPayload(claims.toJson());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new ConnectorException("training: no token", e);
    }
  }
}
