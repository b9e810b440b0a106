package aico.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void secretOfTheSession_givesATokenForOneServiceAndThisPrincipal() {
    assertThat(house.token(house.open()))
        .isEqualTo(new TokenOutcome.Issued("owner|vault-service|cli", 300));
    assertThat(house.trail.events).containsExactly("login cli", "token cli vault-service");
  }

  @Test
  void wrongSecret_isRefused_recorded_andThrottled() {
    House.Opened session = house.open();
    try (SecretBytes wrong = SecretBytes.random(32)) {
      House.Opened guessed = new House.Opened(session.id(), wrong);
      for (int i = 0; i < Throttle.FREE_FAILURES; i++) {
        assertThat(house.token(guessed)).isEqualTo(new TokenOutcome.Refused(0));
      }
      assertThat(house.token(guessed)).isEqualTo(new TokenOutcome.Refused(1));
      assertThat(house.token(session)).isEqualTo(new TokenOutcome.Throttled(1));
    }
    assertThat(house.trail.events).contains("login_failed cli owner wrong-secret");
    house.time.pass(1);
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Issued.class);
  }

  @Test
  void secretOfAnotherLength_isRefused() {
    House.Opened session = house.open();
    try (SecretBytes shorter = session.secret().firstBytes(31)) {
      assertThat(house.token(new House.Opened(session.id(), shorter)))
          .isInstanceOf(TokenOutcome.Refused.class);
    }
  }

  @Test
  void secretOfAnotherSession_isRefused() {
    House.Opened one = house.open();
    House.Opened other = house.open();

    assertThat(house.token(new House.Opened(one.id(), other.secret())))
        .isInstanceOf(TokenOutcome.Refused.class);
  }

  @Test
  void anotherPrincipal_isRefused_evenWithTheSecret() {
    House.Opened session = house.open();

    assertThat(
            house.tokens.issue(
                session.id(), session.secret(), "vault-service", "gateway", House.CORRELATION))
        .isInstanceOf(TokenOutcome.Refused.class);
    assertThat(house.trail.events).contains("login_failed gateway owner other-presenter");
  }

  @Test
  void audienceThatTakesNoTokens_isUnknown() {
    House.Opened session = house.open();

    assertThat(
            house.tokens.issue(
                session.id(), session.secret(), "key-service", "cli", House.CORRELATION))
        .isInstanceOf(TokenOutcome.UnknownAudience.class);
  }

  @Test
  void sessionOfAnUnlockThatIsOver_getsNoToken_andEnds() {
    House.Opened session = house.open();
    house.unlocked.put("owner", House.OTHER_UNLOCK);

    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Locked.class);
    assertThat(house.trail.events).contains("logout cli locked");
    assertThat(house.pushed).isNotEmpty();
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.NoSession.class);
  }

  @Test
  void unknownSession_whileNobodyIsUnlocked_isLocked() {
    House.Opened session = house.open();
    house.unlocked.clear();
    house.sessions.locked(s -> true);

    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Locked.class);
  }

  @Test
  void tokenThatCannotBeRecorded_isNotIssued() {
    House.Opened session = house.open();
    house.trail.full = true;

    assertThatThrownBy(() -> house.token(session)).hasMessage("outbox: full");
  }

  @Test
  void tokenWithoutKeyService_isNotIssued() {
    House.Opened session = house.open();
    house.keyServiceDown = true;

    assertThatThrownBy(() -> house.token(session)).hasMessage("key-service: down");
  }

  @Test
  void issuedToken_isNotInItsDescription() {
    assertThat(new TokenOutcome.Issued("secret-token", 1).toString())
        .doesNotContain("secret-token");
  }
}
