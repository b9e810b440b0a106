package aico.detect;

import static org.assertj.core.api.Assertions.assertThat;

import aico.detect.AlertBook.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final long NOW = Events.NOON;
  private final AlertBook book = new AlertBook();

  private static Finding finding(String rule, String subject, long event) {
    return new Finding(rule, "T", Level.HIGH, subject, "why", "do", List.of(event));
  }

  private Alert raise(String rule, String subject, long event) {
    Alert alert = ((Judged.Raise) book.consider(finding(rule, subject, event), NOW)).alert();
    book.raised(alert);
    return alert;
  }

  @Test
  void sameFinding_isTheSameAlert() {
    Alert one = raise("r", "user owner", 7);
    assertThat(
            ((Judged.Raise) new AlertBook().consider(finding("r", "user owner", 7), NOW)).alert())
        .isEqualTo(one);
    assertThat(one.id()).matches("[0-9a-f]{32}");
  }

  @Test
  void findingThatGoesOn_isCounted_andToldAgainAfterAnHour() {
    Alert one = raise("r", "user owner", 7);

    assertThat(book.consider(finding("r", "user owner", 8), NOW + 1_000))
        .isInstanceOf(Judged.Nothing.class);
    assertThat(book.consider(finding("r", "user owner", 9), NOW + AlertBook.AGAIN_MS))
        .isInstanceOfSatisfying(
            Judged.Again.class, again -> assertThat(again.alert().count()).isEqualTo(3));
    assertThat(book.find(one.id())).map(Alert::count).contains(3);
  }

  @Test
  void resolvedAlert_isFollowedByANewOne() {
    Alert one = raise("r", "user owner", 7);

    assertThat(book.acknowledge(one.id())).isTrue();
    assertThat(book.consider(finding("r", "user owner", 8), NOW))
        .isInstanceOf(Judged.Nothing.class);
    assertThat(book.resolve(one.id())).isTrue();
    assertThat(book.acknowledge(one.id())).isTrue();
    assertThat(book.find(one.id())).map(Alert::state).contains(Alert.State.RESOLVED);
    assertThat(raise("r", "user owner", 9).id()).isNotEqualTo(one.id());
    assertThat(book.resolve("0".repeat(32))).isFalse();
  }

  @Test
  void suppressedFinding_isNone_untilItsTimeIsOver() {
    book.suppress(new Suppression("r", "user owner", NOW + 1_000), NOW);

    assertThat(book.consider(finding("r", "user owner", 1), NOW))
        .isInstanceOf(Judged.Nothing.class);
    assertThat(book.consider(finding("r", "user guest", 1), NOW)).isInstanceOf(Judged.Raise.class);
    assertThat(book.consider(finding("r", "user owner", 1), NOW + 1_000))
        .isInstanceOf(Judged.Raise.class);
    book.suppress(new Suppression("r", null, NOW + 1_000), NOW);
    assertThat(book.consider(finding("r", "user guest", 1), NOW))
        .isInstanceOf(Judged.Nothing.class);
    book.suppress(new Suppression("r", null, NOW), NOW);
    assertThat(book.consider(finding("r", "user guest", 1), NOW)).isInstanceOf(Judged.Raise.class);
  }

  @Test
  void floodOfSubjects_endsInOneAlert() {
    for (int i = 0; i < AlertBook.OF_RULE_MAX; i++) {
      raise("r", "user made-up-" + i, i);
    }

    Alert others = raise("r", "user made-up-x", 1_000);
    assertThat(others.subject()).isEqualTo(AlertBook.OTHERS);
    assertThat(book.consider(finding("r", "user made-up-y", 1_001), NOW))
        .isInstanceOf(Judged.Nothing.class);
    assertThat(book.content().alerts()).hasSize(AlertBook.OF_RULE_MAX + 1);
    assertThat(raise("other", "user owner", 5).subject()).isEqualTo("user owner");
  }

  @Test
  void resolvedAlerts_areForgottenFromTheOldestOn() {
    for (int i = 0; i < AlertBook.RESOLVED_MAX + 50; i++) {
      book.resolve(raise("r", "s", i).id());
    }

    assertThat(book.content().alerts()).hasSize(AlertBook.RESOLVED_MAX);
  }

  @Test
  void content_isTakenOver() {
    Alert one = raise("r", "user owner", 7);
    book.suppress(new Suppression("q", null, NOW + 1_000), NOW);

    AlertBook again = new AlertBook(book.content());

    assertThat(again.content()).isEqualTo(book.content());
    assertThat(again.find(one.id())).contains(one);
  }
}
