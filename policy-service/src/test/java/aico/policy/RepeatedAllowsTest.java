package aico.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.policy.DecisionTrail.Others;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedAllowsTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final Verdict ALLOWED = new Verdict.Allowed("owner-searches-the-audit-trail");

  private final List<String> recorded = new ArrayList<>();
  private boolean full;
  private long nowNs = 1_000;
  private final RepeatedAllows allows =
      new RepeatedAllows(this::record, () -> nowNs, () -> NOW.plusNanos(nowNs - 1_000));

  private void record(Question question, Verdict verdict, long version, Others others) {
    if (full) {
      throw new DecisionTrail.NotRecordable("outbox: full", new IllegalStateException());
    }
    recorded.add(
        switch (others) {
          case Others.None none -> question.correlation();
          case Others.MayFollow(Instant until) -> question.correlation() + " until " + until;
          case Others.Followed(long count) -> question.correlation() + "+" + count;
        });
  }

  @Test
  void readsOverAndOver_areTheFirst_theSecond_andANumber() {
    for (int i = 1; i <= 10; i++) {
      allows.record(reading("owner", "c" + i), ALLOWED, 1);
      pass(Duration.ofSeconds(1));
    }
    assertThat(recorded).containsExactly("c1", "c2 until 2026-11-01T12:01:00Z");

    allows.settle();
    assertThat(recorded).hasSize(2);
    pass(Duration.ofSeconds(50));
    allows.settle();
    assertThat(recorded).hasSize(3).last().isEqualTo("+8");

    allows.record(reading("owner", "d1"), ALLOWED, 1);
    allows.settleAll();
    assertThat(recorded).hasSize(4).last().isEqualTo("d1");
  }

  @Test
  void aNumberThatIsDue_comesBeforeTheNextFirst() {
    for (int i = 1; i <= 3; i++) {
      allows.record(reading("owner", "c" + i), ALLOWED, 1);
    }
    pass(RepeatedAllows.WINDOW);
    allows.record(reading("owner", "d1"), ALLOWED, 1);
    assertThat(recorded).containsExactly("c1", "c2 until 2026-11-01T12:01:00Z", "+1", "d1");
  }

  @Test
  void whatDiffersInAnything_isNotTheSame() {
    allows.record(reading("owner", "a"), ALLOWED, 1);
    allows.record(reading("anna", "b"), ALLOWED, 1);
    allows.record(reading("owner", "c"), new Verdict.Allowed("another-rule"), 1);
    allows.record(reading("owner", "d"), ALLOWED, 2);
    assertThat(recorded).containsExactly("a", "b", "c", "d");
  }

  @Test
  void denials_andWhatChangesOrOpensSomething_areRecordedOneByOne() {
    Verdict denied = new Verdict.Denied(Verdict.DEFAULT_DENY, "ask");
    for (int i = 0; i < 3; i++) {
      allows.record(reading("owner", "denied"), denied, 1);
      allows.record(
          new Question(
              "owner",
              "cli",
              "vault-service",
              "vault.mount",
              "vault",
              "diary",
              "owner",
              List.of(),
              "mount"),
          ALLOWED,
          1);
    }
    assertThat(recorded).hasSize(6);
  }

  /** Each allow is covered by a record, or there is none; a number is not lost. */
  @Test
  void whatCannotBeRecorded_isRefused_andANumberIsCountedOn() {
    full = true;
    assertRefused("c1");
    full = false;
    allows.record(reading("owner", "c2"), ALLOWED, 1);
    full = true;
    assertRefused("c3");
    full = false;
    allows.record(reading("owner", "c4"), ALLOWED, 1);
    full = true;
    allows.record(reading("owner", "c5"), ALLOWED, 1);
    pass(RepeatedAllows.WINDOW);
    assertThatThrownBy(allows::settle).isInstanceOf(DecisionTrail.NotRecordable.class);
    assertRefused("c6");
    full = false;
    allows.settle();
    assertThat(recorded).containsExactly("c2", "c4 until 2026-11-01T12:01:00Z", "+1");
  }

  @Test
  void manyAtOnce_areRecordedEach() {
    for (int i = 0; i < 2 * RepeatedAllows.RUNS_MAX; i++) {
      allows.record(reading("user" + i, "c" + i), ALLOWED, 1);
    }
    assertThat(recorded).hasSize(2 * RepeatedAllows.RUNS_MAX);
    allows.record(reading("user" + 2 * RepeatedAllows.RUNS_MAX, "x"), ALLOWED, 1);
    allows.record(reading("user" + 2 * RepeatedAllows.RUNS_MAX, "y"), ALLOWED, 1);
    assertThat(recorded).endsWith("x", "y");
  }

  private void assertRefused(String correlation) {
    assertThatThrownBy(() -> allows.record(reading("owner", correlation), ALLOWED, 1))
        .isInstanceOf(DecisionTrail.NotRecordable.class);
  }

  private void pass(Duration time) {
    nowNs += time.toNanos();
  }

  private static Question reading(String user, String correlation) {
    return new Question(
        user, "cli", "audit-service", "audit.search", "suite", null, null, List.of(), correlation);
  }
}
