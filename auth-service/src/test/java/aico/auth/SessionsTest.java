package aico.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void logout_endsAndRevokes_andPushes() {
    House.Opened session = house.open();

    house.sessions.logout(session.id(), "cli", House.CORRELATION);

    Revocations revocations = house.sessions.revocations();
    assertThat(revocations.head()).isEqualTo(1);
    assertThat(revocations.sessionIds()).containsExactly(session.id());
    assertThat(house.pushed).containsExactly(revocations);
    assertThat(house.trail.events).endsWith("logout cli logged_out");
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.NoSession.class);
  }

  @Test
  void logoutTwice_isAlreadySo() {
    House.Opened session = house.open();
    house.sessions.logout(session.id(), "cli", House.CORRELATION);
    house.sessions.logout(session.id(), "cli", House.CORRELATION);

    assertThat(house.sessions.revocations().head()).isEqualTo(1);
  }

  @Test
  void logoutOfAnothersSession_endsNothing() {
    House.Opened session = house.open();

    house.sessions.logout(session.id(), "gateway", House.CORRELATION);

    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Issued.class);
  }

  @Test
  void alert_endsTheSessionsItNames_orAllOfWhomItIsAboutWhereItNamesNone() {
    House.Opened one = house.open();
    House.Opened other = house.open();
    assertThat(house.sessions.concerned(Set.of(House.NONCE), Set.of("owner"))).isEmpty();
    assertThat(house.sessions.concerned(Set.of(), Set.of("child"))).isEmpty();

    house.sessions.revoke(house.sessions.concerned(Set.of(one.id()), Set.of("owner")));
    assertThat(house.sessions.revocations().sessionIds()).containsExactly(one.id());
    assertThat(house.trail.events).endsWith("logout cli alert");
    assertThat(house.token(other)).isInstanceOf(TokenOutcome.Issued.class);

    house.sessions.revoke(house.sessions.concerned(Set.of(), Set.of("owner")));
    assertThat(house.sessions.revocations().sessionIds()).containsExactly(one.id(), other.id());
  }

  @Test
  void logoutThatCannotBeRecorded_takesPlace() {
    House.Opened session = house.open();
    house.trail.full = true;

    house.sessions.logout(session.id(), "cli", House.CORRELATION);

    assertThat(house.sessions.revocations().sessionIds()).containsExactly(session.id());
    assertThat(house.incidents).hasSize(1);
  }

  @Test
  void logoutThatCannotBeSaved_takesPlace_isSaid_andIsSavedLater() {
    House.Opened session = house.open();
    house.file.full = true;

    assertThatThrownBy(() -> house.sessions.logout(session.id(), "cli", House.CORRELATION))
        .hasMessageContaining("could not be saved");
    assertThat(house.sessions.revocations().sessionIds()).containsExactly(session.id());

    house.file.full = false;
    house.sessions.sweep();
    assertThat(house.file.load().sessions()).isEmpty();
  }

  @Test
  void logoutWithKeyServiceDown_takesPlace() {
    House.Opened session = house.open();
    house.keyServiceDown = true;

    house.sessions.logout(session.id(), "cli", House.CORRELATION);

    assertThat(house.sessions.revocations().sessionIds()).containsExactly(session.id());
  }

  @Test
  void revocation_isKeptUntilNoTokenCanLive_alsoAcrossARestart() {
    House.Opened session = house.open();
    house.sessions.logout(session.id(), "cli", House.CORRELATION);
    house.time.pass(TokenClaims.LIFETIME_S);
    assertThat(house.sessions.revocations().sessionIds()).containsExactly(session.id());

    try (House next = house.restarted(1)) {
      // The file says until when; nothing was saved since.
      assertThat(next.sessions.revocations().sessionIds()).containsExactly(session.id());
      next.time.pass(60);
      assertThat(next.sessions.revocations().sessionIds()).isEmpty();
    }
  }

  @Test
  void idleFor12Hours_ends() {
    House.Opened session = house.open();
    house.time.pass(SessionBook.IDLE_LIMIT_S - 1);
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Issued.class);
    house.time.pass(SessionBook.IDLE_LIMIT_S);

    assertThat(house.token(session)).isInstanceOf(TokenOutcome.NoSession.class);
    house.sessions.sweep();
    assertThat(house.trail.events).endsWith("logout cli idle");
  }

  @Test
  void wallClockThatSteps_changesNothingWithinTheProcess() {
    House.Opened session = house.open();
    house.time.stepWall(-10_000_000);
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Issued.class);
    house.time.stepWall(20_000_000);
    assertThat(house.token(session)).isInstanceOf(TokenOutcome.Issued.class);
  }

  @Test
  void restart_keepsSessionsOfTheCurrentUnlock() {
    House.Opened session = house.open();
    try (House next = house.restarted(10)) {
      next.sessions.reconcile(new KeyView("00", next.unlocked));

      assertThat(next.token(session)).isInstanceOf(TokenOutcome.Issued.class);
    }
  }

  @Test
  void restart_endsSessionsOfAnotherUnlock() {
    House.Opened session = house.open();
    try (House next = house.restarted(10)) {
      next.sessions.reconcile(new KeyView("00", Map.of("owner", House.OTHER_UNLOCK)));

      assertThat(next.trail.events).containsExactly("logout cli locked");
      assertThat(next.sessions.revocations().sessionIds()).containsExactly(session.id());
    }
  }

  @Test
  void restart_countsTheTimeInBetweenAsIdle() {
    House.Opened session = house.open();
    try (House next = house.restarted(SessionBook.IDLE_LIMIT_S)) {
      assertThat(next.token(session)).isInstanceOf(TokenOutcome.NoSession.class);
    }
  }

  @Test
  void restart_withAClockOverAMinuteBack_endsEverySession() {
    house.open();
    try (House next = house.restarted(-61)) {
      assertThat(next.trail.events).containsExactly("logout cli clock_stepped_back");
      assertThat(next.file.load().sessions()).isEmpty();
    }
  }

  @Test
  void restart_withAClockAMinuteBack_keepsSessions() {
    House.Opened session = house.open();
    try (House next = house.restarted(-60)) {
      assertThat(next.token(session)).isInstanceOf(TokenOutcome.Issued.class);
    }
  }

  @Test
  void use_isSavedOnceAMinute() {
    House.Opened session = house.open();
    int saves = house.file.saves;
    house.token(session);
    house.token(session);
    assertThat(house.file.saves).isEqualTo(saves);

    house.time.pass(Sessions.TOUCH_SAVED_EVERY_S);
    house.token(session);
    assertThat(house.file.saves).isEqualTo(saves + 1);
    assertThat(house.file.load().sessions().getFirst().lastUsedS()).isEqualTo(house.time.wallS());
  }
}
