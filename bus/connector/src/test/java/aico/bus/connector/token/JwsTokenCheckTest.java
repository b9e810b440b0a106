package aico.bus.connector.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.connector.Person;
import aico.bus.connector.TokenRefused;
import aico.bus.connector.Tokens;
import aico.bus.contract.AuthReply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwsTokenCheckTest {
  private static final Tokens TOKENS = new Tokens("k1");
  private static final JwsTokenCheck CHECK =
      new JwsTokenCheck("vault-service", InstantSource.fixed(Instant.ofEpochSecond(Tokens.NOW_S)));

  @Test
  void token_thatHolds_namesThePerson() {
    String token = TOKENS.sign(Tokens.claims("vault-service", "cli"));

    assertThat(CHECK.verify(token, TOKENS.state(), "cli"))
        .isEqualTo(new Person("owner", Tokens.SESSION, Tokens.NOW_S - 60));
  }

  static Stream<Arguments> wrongClaims() {
    return Stream.of(
        Arguments.of("aud", "audit-service", "token-audience"),
        Arguments.of("aud", List.of("vault-service", "audit-service"), "token-audience"),
        Arguments.of("aud", null, "token-audience"),
        Arguments.of("azp", "gateway", "token-authorized-party"),
        Arguments.of("azp", null, "token-authorized-party"),
        Arguments.of("iss", "policy-service", "token-issuer"),
        Arguments.of("iss", null, "token-issuer"),
        Arguments.of("exp", Tokens.NOW_S - 6, "token-expired"),
        Arguments.of("exp", Tokens.NOW_S + 301, "token-expired"),
        Arguments.of("iat", Tokens.NOW_S + 6, "token-not-yet"),
        Arguments.of("iat", Tokens.NOW_S - 306, "token-expired"),
        Arguments.of("sub", null, "token-invalid"),
        Arguments.of("sub", " ", "token-invalid"),
        Arguments.of("sid", null, "token-invalid"),
        Arguments.of("sid", 7L, "token-invalid"),
        Arguments.of("auth_time", "yesterday", "token-invalid"),
        Arguments.of("jti", null, "token-invalid"));
  }

  @ParameterizedTest
  @MethodSource("wrongClaims")
  void claim_thatIsWrong_isRefused(String name, @Nullable Object value, String rule) {
    Map<String, @Nullable Object> claims = Tokens.claims("vault-service", "cli");
    claims.put(name, value);

    assertRefused(TOKENS.sign(claims), TOKENS.state(), rule);
  }

  @Test
  void missingTimes_areRefused() {
    for (String name : List.of("exp", "iat")) {
      Map<String, @Nullable Object> claims = Tokens.claims("vault-service", "cli");
      claims.remove(name);
      assertRefused(TOKENS.sign(claims), TOKENS.state(), "token-invalid");
    }
  }

  @Test
  void algorithmNone_isRefused() {
    String token = Tokens.unsigned(Tokens.claims("vault-service", "cli"));
    assertRefused(token, TOKENS.state(), "token-invalid");
  }

  @Test
  void hmacWithThePublicKey_isRefused() {
    String token = TOKENS.signedWithPublicKeyAsSecret(Tokens.claims("vault-service", "cli"));
    assertRefused(token, TOKENS.state(), "token-invalid");
  }

  @Test
  void anotherKeyOfTheSameId_isRefused() {
    String token = new Tokens("k1").sign(Tokens.claims("vault-service", "cli"));
    assertRefused(token, TOKENS.state(), "token-signature");
  }

  @Test
  void unknownKeyId_isRefused() {
    String token = new Tokens("k2").sign(Tokens.claims("vault-service", "cli"));
    assertRefused(token, TOKENS.state(), "token-key");
  }

  @Test
  void revokedSession_isRefused() {
    String token = TOKENS.sign(Tokens.claims("vault-service", "cli"));
    assertRefused(token, TOKENS.state(Tokens.SESSION), "token-revoked");
  }

  @Test
  void garbage_isRefused_andNotRepeated() {
    for (String garbage : List.of("", ".", "a.b.c", "MARKER", "x".repeat(5000))) {
      assertRefused(garbage, TOKENS.state(), "token-invalid");
    }
  }

  @Test
  void everyFlippedCharacterOfTheSignature_isRefused() {
    String token = TOKENS.sign(Tokens.claims("vault-service", "cli"));
    int signature = token.lastIndexOf('.') + 1;
    // The last of 86 characters carries two bits that count for nothing.
    for (int i = signature; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String flipped = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> CHECK.verify(flipped, TOKENS.state(), "cli"))
          .isInstanceOf(TokenRefused.class);
    }
  }

  private static void assertRefused(String token, AuthReply.State state, String rule) {
    TokenRefused refused =
        catchThrowableOfType(TokenRefused.class, () -> CHECK.verify(token, state, "cli"));
    assertThat(refused).isNotNull();
    assertThat(refused.rule()).isEqualTo(rule);
    if (token.length() > 3) {
      assertThat(refused).hasMessageNotContaining(token).hasNoCause();
    }
  }
}
