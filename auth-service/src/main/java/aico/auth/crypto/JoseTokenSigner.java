package aico.auth.crypto;

import aico.auth.AuthException;
import aico.auth.TokenClaims;
import aico.auth.TokenSigner;
import aico.bus.crypto.Hex;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Tokens as compact JWS with EdDSA over Ed25519 (RFC 8037, section 3.1). */
public final class JoseTokenSigner implements TokenSigner {
  /** RFC 9068, section 2.1: keeps an attestation from passing for a token. */
  private static final String TYPE = "at+jwt";

  private static final String ISSUER = "auth-service";
  private static final int KEY_ID_BYTES = 8;

  private final SigningKey key;
  private final String keyId;

  public JoseTokenSigner(SigningKey key) {
    this.key = key;
    this.keyId = Hex.encode(Arrays.copyOf(sha256(key.publicKey()), KEY_ID_BYTES));
  }

  @Override
  public String sign(TokenClaims claims) {
    JwtClaims jwt = new JwtClaims();
    jwt.setIssuer(ISSUER);
    jwt.setSubject(claims.user());
    jwt.setAudience(claims.audience());
    jwt.setStringClaim("azp", claims.presenter());
    jwt.setStringClaim("sid", claims.sessionId());
    jwt.setClaim("auth_time", claims.provedAtS());
    jwt.setIssuedAt(NumericDate.fromSeconds(claims.issuedAtS()));
    jwt.setExpirationTime(NumericDate.fromSeconds(claims.expiresAtS()));
    jwt.setJwtId(claims.id());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setHeader("typ", TYPE);
    jws.setKeyIdHeaderValue(keyId);
    jws.setPayload(jwt.toJson());
    jws.setKey(key.privateKey());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new AuthException("token: could not be signed", e);
    }
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String publicKey() {
    return Hex.encode(key.publicKey());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AuthException("SHA-256: missing in this JDK", e);
    }
  }
}
