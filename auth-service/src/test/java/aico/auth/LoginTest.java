package aico.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.auth.AttestationVerifier.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void genuineAttestation_opensASession_recordedBefore() {
    LoginOutcome outcome = house.login("cli");

    assertThat(outcome).isInstanceOf(LoginOutcome.Opened.class);
    Session session = ((LoginOutcome.Opened) outcome).session();
    assertThat(session.user()).isEqualTo("owner");
    assertThat(session.principal()).isEqualTo("cli");
    assertThat(session.unlockId()).isEqualTo(House.UNLOCK);
    assertThat(house.trail.events).containsExactly("login cli");
    assertThat(house.file.load().sessions()).hasSize(1);
  }

  @Test
  void refusedAttestation_isRecorded() {
    house.finding = new Finding.Refused("expired");

    assertThat(house.login("cli")).isEqualTo(new LoginOutcome.Refused("expired", 0));
    assertThat(house.trail.events).containsExactly("login_failed cli unknown expired");
  }

  @Test
  void attestationOfAnotherPresenter_isRefused() {
    assertThat(house.login("vault-service"))
        .isEqualTo(new LoginOutcome.Refused("other-presenter", 0));
    assertThat(house.trail.events)
        .containsExactly("login_failed vault-service owner other-presenter");
  }

  @Test
  void attestationWithAnotherNonce_isRefused() {
    house.finding = house.attested("cli", House.CORRELATION, House.UNLOCK);

    assertThat(house.login("cli")).isEqualTo(new LoginOutcome.Refused("other-nonce", 0));
  }

  @Test
  void replayedAttestation_isRefused() {
    house.login("cli");

    assertThat(house.login("cli")).isEqualTo(new LoginOutcome.Refused("already-used", 0));
    assertThat(house.file.load().sessions()).hasSize(1);
  }

  @Test
  void replayedAttestation_afterRestart_isRefused() {
    house.login("cli");
    try (House next = house.restarted(1)) {
      next.finding = house.finding;

      assertThat(next.login("cli")).isEqualTo(new LoginOutcome.Refused("already-used", 0));
    }
  }

  @Test
  void attestationOfAnUnlockThatIsOver_isLocked() {
    house.unlocked.put("owner", House.OTHER_UNLOCK);

    assertThat(house.login("cli")).isInstanceOf(LoginOutcome.Locked.class);
    assertThat(house.file.load().sessions()).isEmpty();
  }

  @Test
  void repeatedFailures_areThrottled_perPrincipal() {
    house.finding = new Finding.Refused("invalid");
    for (int i = 0; i < Throttle.FREE_FAILURES; i++) {
      assertThat(house.login("cli")).isInstanceOf(LoginOutcome.Refused.class);
    }

    assertThat(house.login("cli")).isEqualTo(new LoginOutcome.Refused("invalid", 1));
    assertThat(house.login("cli")).isEqualTo(new LoginOutcome.Throttled(1));
    assertThat(house.login("gateway")).isInstanceOf(LoginOutcome.Refused.class);

    house.time.pass(1);
    house.finding = house.attested("cli", House.NONCE, House.UNLOCK);
    assertThat(house.login("cli")).isInstanceOf(LoginOutcome.Opened.class);
  }

  @Test
  void throttle_neverWaitsLongerThanAMinute() {
    house.finding = new Finding.Refused("invalid");
    long longestS = 0;
    for (int i = 0; i < 50; i++) {
      if (house.login("cli") instanceof LoginOutcome.Refused refused) {
        longestS = Math.max(longestS, refused.retryAfterS());
      }
      house.time.pass(60);
    }

    assertThat(longestS).isEqualTo(Throttle.MAX_WAIT_S);
  }

  @Test
  void loginThatCannotBeRecorded_opensNothing() {
    house.trail.full = true;

    assertThatThrownBy(() -> house.login("cli")).hasMessage("outbox: full");
    assertThat(house.file.saves).isZero();
  }

  @Test
  void loginThatCannotBeSaved_opensNothing() {
    house.file.full = true;

    assertThatThrownBy(() -> house.login("cli")).hasMessage("sessions: disk full");
    assertThat(house.sessions.book().matching(session -> true)).isEmpty();
  }

  @Test
  void loginWithoutKeyService_opensNothing() {
    house.keyServiceDown = true;

    assertThatThrownBy(() -> house.login("cli")).hasMessage("key-service: down");
  }

  @Test
  void manySessionsOfOnePrincipal_endTheLeastRecentlyUsed() {
    House.Opened first = house.open();
    for (int i = 1; i < SessionBook.MAX_PER_PERSON; i++) {
      house.time.pass(1);
      house.open();
    }
    assertThat(house.token(first)).isInstanceOf(TokenOutcome.Issued.class);
    house.time.pass(1);

    House.Opened newest = house.open();

    assertThat(house.file.load().sessions()).hasSize(SessionBook.MAX_PER_PERSON);
    assertThat(house.trail.events).contains("logout cli superseded");
    assertThat(house.token(first)).isInstanceOf(TokenOutcome.Issued.class);
    assertThat(house.token(newest)).isInstanceOf(TokenOutcome.Issued.class);
  }
}
