package aico.key.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Attestation;
import aico.key.Attester;
import aico.key.Launch;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;

class AttestationSignerTest {
  /** RFC 8410, section 4: what stands before the 32 bytes of an Ed25519 public key. */
  private static final String SPKI_PREFIX = "302a300506032b6570032100";

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final Attestation ATTESTATION =
      new Attestation("0a".repeat(16), "owner", "cli", "0c".repeat(16), "0b".repeat(16), NOW);

  private final Launch.AttestationKeys.NewKey key = new AttestationSigner.Keys().make();
  private final Attester signer = new AttestationSigner.Keys().open(key.publicKey(), key.seed());

  @Test
  void attest_withinItsLife_verifiesWithEveryClaim() throws Exception {
    JwtClaims claims =
        consumer(key.publicKey(), NOW.plusSeconds(29)).processToClaims(signer.attest(ATTESTATION));

    assertThat(claims.getSubject()).isEqualTo("owner");
    assertThat(claims.getJwtId()).isEqualTo("0a".repeat(16));
    assertThat(claims.getStringClaimValue("azp")).isEqualTo("cli");
    assertThat(claims.getStringClaimValue("nonce")).isEqualTo("0b".repeat(16));
    assertThat(claims.getStringClaimValue("unlock_id")).isEqualTo("0c".repeat(16));
    assertThat(claims.getIssuedAt().getValue()).isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void attest_afterThirtySeconds_hasExpired() throws Exception {
    assertThatThrownBy(() ->
            consumer(key.publicKey(), NOW.plusSeconds(30))
                .processToClaims(signer.attest(ATTESTATION)))
        .isInstanceOfSatisfying(
            InvalidJwtException.class,
            refused -> assertThat(refused.hasErrorCode(ErrorCodes.EXPIRED)).isTrue());
  }

  @Test
  void attest_underAnotherKey_isRefused() throws Exception {
    String other = new AttestationSigner.Keys().make().publicKey();
    assertThatThrownBy(() -> consumer(other, NOW).processToClaims(signer.attest(ATTESTATION)))
        .isInstanceOf(InvalidJwtException.class);
  }

  @Test
  void open_fromTheKeptSeed_signsForTheSamePublicKey() throws Exception {
    try (SecretBytes seed = key.seed().copy()) {
      Attester again = new AttestationSigner.Keys().open(key.publicKey(), seed);
      assertThat(
              consumer(key.publicKey(), NOW).processToClaims(again.attest(ATTESTATION)).getIssuer())
          .isEqualTo("key-service");
    }
  }

  private static JwtConsumer consumer(String publicKey, Instant now)
      throws GeneralSecurityException {
    PublicKey verificationKey =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Hex.decode(SPKI_PREFIX + publicKey)));
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA)
        .setVerificationKey(verificationKey)
        .setExpectedType(true, "unlock-attestation+jwt")
        .setExpectedIssuer(true, "key-service")
        .setExpectedAudience(true, "auth-service")
        .setRequireExpirationTime()
        .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
        .build();
  }
}
