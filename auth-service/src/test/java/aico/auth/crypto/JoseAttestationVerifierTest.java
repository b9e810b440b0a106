package aico.auth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import aico.auth.Attestation;
import aico.auth.AttestationVerifier.Finding;
import aico.auth.FakeTime;
import aico.bus.crypto.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoseAttestationVerifierTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final FakeTime time = new FakeTime();
  private final SigningKey key = SigningKey.generate();
  private final JoseAttestationVerifier verifier = new JoseAttestationVerifier(time);

  @Test
  void genuine_isRead() throws Exception {
    assertThat(verify(signed(claims -> {})))
        .isEqualTo(
            new Finding.Genuine(new Attestation(ID, "owner", "cli", ID, ID, time.wallS() + 30)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "....", "no token at all", "\u0000\uffff"})
  void garbage_isRefused(String garbage) {
    assertRefused(garbage, "invalid");
  }

  @Test
  void oversize_isRefused() {
    assertRefused("a".repeat(JoseAttestationVerifier.MAX_SIZE_CHARS + 1), "oversize");
  }

  @Test
  void algorithmNone_isRefused() throws Exception {
    JsonWebSignature jws = jws(claims -> {});
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setAlgorithmHeaderValue("none");
    jws.setKey(null);

    assertRefused(jws.getCompactSerialization(), "invalid");
  }

  @Test
  void hmacWithThePublicKey_isRefused() throws Exception {
    JsonWebSignature jws = jws(claims -> {});
    jws.setAlgorithmHeaderValue("HS256");
    jws.setKey(new SecretKeySpec(key.publicKey(), "HmacSHA256"));

    assertRefused(jws.getCompactSerialization(), "invalid");
  }

  @Test
  void anotherKey_isRefused() throws Exception {
    JsonWebSignature jws = jws(claims -> {});
    jws.setKey(SigningKey.generate().privateKey());

    assertRefused(jws.getCompactSerialization(), "invalid");
  }

  @Test
  void keyThatTheTokenBrings_isNotLookedAt() throws Exception {
    SigningKey own = SigningKey.generate();
    JsonWebSignature jws = jws(claims -> {});
    jws.setJwkHeader(
        org.jose4j.jwk.PublicJsonWebKey.Factory.newPublicJwk(Ed25519.publicKey(own.publicKey())));
    jws.setKey(own.privateKey());

    assertRefused(jws.getCompactSerialization(), "invalid");
  }

  @Test
  void everyFlippedCharacter_isRefused() throws Exception {
    String compact = signed(claims -> {});
    List<Integer> accepted = new ArrayList<>();
    for (int i = 0; i < compact.length(); i++) {
      char flipped = compact.charAt(i) == 'A' ? 'B' : 'A';
      String changed = compact.substring(0, i) + flipped + compact.substring(i + 1);
      // The last character of base64url carries bits that no byte has: equal bytes, equal token.
      if (verify(changed) instanceof Finding.Genuine && !sameBytes(compact, changed)) {
        accepted.add(i);
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void everyTruncation_isRefused() throws Exception {
    String compact = signed(claims -> {});
    for (int length = 0; length < compact.length(); length++) {
      assertThat(verify(compact.substring(0, length))).isInstanceOf(Finding.Refused.class);
    }
  }

  @Test
  void anotherType_isRefused() throws Exception {
    JsonWebSignature jws = jws(claims -> {});
    jws.setHeader("typ", "at+jwt");
    assertRefused(jws.getCompactSerialization(), "invalid");

    JsonWebSignature untyped = jws(claims -> {});
    untyped.getHeaders().setStringHeaderValue("typ", null);
    assertRefused(untyped.getCompactSerialization(), "invalid");
  }

  @Test
  void anotherIssuer_isRefused() throws Exception {
    assertRefused(signed(claims -> claims.setIssuer("auth-service")), "invalid");
  }

  @Test
  void anotherAudience_isRefused() throws Exception {
    assertRefused(signed(claims -> claims.setAudience("vault-service")), "invalid");
  }

  @Test
  void twoAudiences_areRefused() throws Exception {
    assertRefused(
        signed(claims -> claims.setAudience("auth-service", "vault-service")), "audiences");
  }

  @Test
  void expired_isRefused() throws Exception {
    String compact = signed(claims -> {});
    time.pass(30 + JoseAttestationVerifier.CLOCK_SKEW_S + 1);

    assertRefused(compact, "expired");
  }

  @Test
  void livesTooLong_isRefused() throws Exception {
    assertRefused(
        signed(claims -> claims.setExpirationTime(NumericDate.fromSeconds(time.wallS() + 31))),
        "lifetime");
  }

  @Test
  void issuedInTheFuture_isRefused() throws Exception {
    String compact = signed(claims -> {});
    time.stepWall(-60);

    assertRefused(compact, "lifetime");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "iat", "exp", "jti", "azp", "nonce", "unlock_id"})
  void missingClaim_isRefused(String claim) throws Exception {
    assertThat(verify(signed(claims -> claims.unsetClaim(claim))))
        .isInstanceOf(Finding.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "jti", "azp", "nonce", "unlock_id"})
  void claimOutOfShape_isRefused(String claim) throws Exception {
    assertThat(verify(signed(claims -> claims.setStringClaim(claim, "../OWNER"))))
        .isEqualTo(new Finding.Refused("malformed"));
    assertThat(verify(signed(claims -> claims.setClaim(claim, 5))))
        .isInstanceOf(Finding.Refused.class);
  }

  private Finding verify(String compact) {
    return verifier.verify(compact, Hex.encode(key.publicKey()));
  }

  private void assertRefused(String compact, String reason) {
    assertThat(verify(compact)).isEqualTo(new Finding.Refused(reason));
  }

  private String signed(Consumer<JwtClaims> change) throws Exception {
    return jws(change).getCompactSerialization();
  }

  private JsonWebSignature jws(Consumer<JwtClaims> change) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("key-service");
    claims.setAudience("auth-service");
    claims.setSubject("owner");
    claims.setJwtId(ID);
    claims.setIssuedAt(NumericDate.fromSeconds(time.wallS()));
    claims.setExpirationTime(NumericDate.fromSeconds(time.wallS() + 30));
    claims.setStringClaim("azp", "cli");
    claims.setStringClaim("nonce", ID);
    claims.setStringClaim("unlock_id", ID);
    change.accept(claims);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("EdDSA");
    jws.setHeader("typ", "unlock-attestation+jwt");
    jws.setPayload(claims.toJson());
    jws.setKey(key.privateKey());
    return jws;
  }

  private static boolean sameBytes(String one, String other) {
    String[] a = one.split("\\.");
    String[] b = other.split("\\.");
    for (int i = 0; i < 3; i++) {
      byte[] left = Base64.getUrlDecoder().decode(a[i].getBytes(StandardCharsets.US_ASCII));
      byte[] right = Base64.getUrlDecoder().decode(b[i].getBytes(StandardCharsets.US_ASCII));
      if (!java.util.Arrays.equals(left, right)) {
        return false;
      }
    }
    return true;
  }
}
