package aico.auth.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.auth.TokenClaims;
import aico.bus.connector.Person;
import aico.bus.connector.TokenRefused;
import aico.bus.connector.token.JwsTokenCheck;
import aico.bus.contract.AuthReply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is signed here passes the check that every service makes, and nothing else does. */
class JoseTokenSignerTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final long NOW_S = 1_800_000_000L;

  private final JoseTokenSigner signer = new JoseTokenSigner(SigningKey.generate());
  private final String token =
      signer.sign(new TokenClaims(ID, "owner", "vault-service", "cli", ID, NOW_S - 400, NOW_S));

  @Test
  void token_passesTheCheckOfItsAudience() {
    assertThat(check("vault-service", NOW_S).verify(token, state(), "cli"))
        .isEqualTo(new Person("owner", ID, NOW_S - 400));
  }

  @Test
  void anotherAudience_refusesIt() {
    assertRule("token-audience", "audit-service", NOW_S, state(), "cli");
  }

  @Test
  void anotherPresenter_isRefused() {
    assertRule("token-authorized-party", "vault-service", NOW_S, state(), "audit-service");
  }

  @Test
  void afterFiveMinutes_isRefused() {
    assertRule("token-expired", "vault-service", NOW_S + 306, state(), "cli");
  }

  @Test
  void revokedSession_isRefused() {
    AuthReply.State revoked = new AuthReply.State(ID, 1, state().keys(), List.of(ID));

    assertRule("token-revoked", "vault-service", NOW_S, revoked, "cli");
  }

  @Test
  void keysOfTwoPairs_haveTwoIds() {
    assertThat(new JoseTokenSigner(SigningKey.generate()).keyId()).isNotEqualTo(signer.keyId());
  }

  private void assertRule(
      String rule, String audience, long nowS, AuthReply.State state, String presenter) {
    assertThatThrownBy(() -> check(audience, nowS).verify(token, state, presenter))
        .isInstanceOfSatisfying(
            TokenRefused.class, refused -> assertThat(refused.rule()).isEqualTo(rule));
  }

  private AuthReply.State state() {
    return new AuthReply.State(
        ID,
        0,
        List.of(new AuthReply.VerificationKey(signer.keyId(), signer.publicKey())),
        List.of());
  }

  private static JwsTokenCheck check(String audience, long nowS) {
    return new JwsTokenCheck(audience, InstantSource.fixed(Instant.ofEpochSecond(nowS)));
  }
}
