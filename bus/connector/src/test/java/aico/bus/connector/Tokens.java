package aico.bus.connector;

import aico.bus.contract.AuthReply;
import aico.bus.crypto.Hex;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Signs tokens as auth-service would, and in the ways it would not. */
public final class Tokens {
  public static final long NOW_S = 1_800_000_000L;
  public static final String SESSION = "00112233445566778899aabbccddeeff";

  private final KeyPair pair;
  private final String kid;

  public Tokens(String kid) {
    this.kid = kid;
    try {
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key's last 32 bytes of X.509 are the key itself (RFC 8410). */
  public AuthReply.VerificationKey verificationKey() {
    byte[] spki = pair.getPublic().getEncoded();
    return new AuthReply.VerificationKey(
        kid, Hex.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length)));
  }

  public AuthReply.State state(String... revoked) {
    return new AuthReply.State("i1", 7, List.of(verificationKey()), List.of(revoked));
  }

  /** The claims of a token that holds, at {@link #NOW_S}. */
  public static Map<String, @Nullable Object> claims(String audience, String authorizedParty) {
    return claims(audience, authorizedParty, NOW_S);
  }

  public static Map<String, @Nullable Object> claims(
      String audience, String authorizedParty, long nowS) {
    Map<String, @Nullable Object> claims = new HashMap<>();
    claims.put("iss", "auth-service");
    claims.put("sub", "owner");
    claims.put("aud", audience);
    claims.put("azp", authorizedParty);
    claims.put("sid", SESSION);
    claims.put("jti", "j1");
    claims.put("auth_time", nowS - 60);
    claims.put("iat", nowS);
    claims.put("exp", nowS + 300);
    return claims;
  }

  public String sign(Map<String, @Nullable Object> claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setKey(pair.getPrivate());
    jws.setKeyIdHeaderValue(kid);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setPayload(json(claims));
    return serialized(jws);
  }

  public static String unsigned(Map<String, @Nullable Object> claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    jws.setPayload(json(claims));
    return serialized(jws);
  }

  /** HMAC with the public key as the secret: the confusion of algorithms. */
  public String signedWithPublicKeyAsSecret(Map<String, @Nullable Object> claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setKey(new org.jose4j.keys.HmacKey(Hex.decode(verificationKey().public_key())));
    jws.setKeyIdHeaderValue(kid);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    jws.setPayload(json(claims));
    return serialized(jws);
  }

  private static String json(Map<String, @Nullable Object> claims) {
    JwtClaims all = new JwtClaims();
    claims.forEach((name, value) -> {
      if (name.equals("exp") || name.equals("iat")) {
        all.setClaim(name, NumericDate.fromSeconds((Long) value).getValue());
      } else if (value != null) {
        all.setClaim(name, value);
      }
    });
    return all.toJson();
  }

  private static String serialized(JsonWebSignature jws) {
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
