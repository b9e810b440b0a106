package aico.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final Question QUESTION =
      new Question(
          "owner",
          "cli",
          "vault-service",
          "vault.mount",
          "vault",
          "diary",
          "owner",
          List.of(),
          "c");

  private final List<Verdict> recorded = new ArrayList<>();
  private final List<RuntimeException> errors = new ArrayList<>();
  private final DecisionTrail trail = (question, verdict, version, others) -> recorded.add(verdict);
  private final DecisionTrail fullDisk =
      (question, verdict, version, others) -> {
        throw new DecisionTrail.NotRecordable("outbox: full", new IllegalStateException());
      };

  @Test
  void allow_isRecordedBeforeItIsAnswered() {
    Verdict verdict = decider(new TableDecisionEngine(), trail).decide(QUESTION);

    assertThat(verdict).isEqualTo(new Verdict.Allowed("owner-manages-vaults"));
    assertThat(recorded).containsExactly(verdict);
  }

  @Test
  void allowThatCannotBeRecorded_isADenial() {
    Verdict verdict = decider(new TableDecisionEngine(), fullDisk).decide(QUESTION);

    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    assertThat(verdict.rule()).isEqualTo(Decider.NOT_RECORDED);
    assertThat(errors).hasSize(1);
  }

  @Test
  void denialThatCannotBeRecorded_keepsItsRule() {
    Question asGuest =
        new Question(
            "guest",
            "cli",
            "vault-service",
            "vault.mount",
            "vault",
            "diary",
            "owner",
            List.of(),
            "c");

    assertThat(decider(new TableDecisionEngine(), fullDisk).decide(asGuest).rule())
        .isEqualTo("builtin-vault-of-another");
  }

  @Test
  void errorOfTheEngine_isARecordedDenial() {
    DecisionEngine broken =
        question -> {
          throw new IllegalStateException("broken");
        };

    Verdict verdict = decider(broken, trail).decide(QUESTION);

    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    assertThat(verdict.rule()).isEqualTo(Decider.ENGINE_ERROR);
    assertThat(recorded).containsExactly(verdict);
  }

  @Test
  void engineThatIsNotLoadedYet_isADenial() {
    PendingEngine pending = new PendingEngine(new CompletableFuture<>(), 1);

    assertThat(pending.ready()).isFalse();
    assertThat(decider(pending, trail).decide(QUESTION).rule()).isEqualTo(Decider.ENGINE_ERROR);
  }

  @Test
  void engineThatCouldNotBeLoaded_isADenial() {
    PendingEngine pending =
        new PendingEngine(CompletableFuture.failedFuture(new PolicyException("damaged")), 1);

    assertThat(pending.ready()).isFalse();
    assertThat(decider(pending, trail).decide(QUESTION).rule()).isEqualTo(Decider.ENGINE_ERROR);
  }

  @Test
  void loadedEngine_answers() {
    PendingEngine pending =
        new PendingEngine(CompletableFuture.completedFuture(new TableDecisionEngine()), 1);

    assertThat(pending.ready()).isTrue();
    assertThat(decider(pending, trail).decide(QUESTION)).isInstanceOf(Verdict.Allowed.class);
  }

  private Decider decider(DecisionEngine engine, DecisionTrail decisions) {
    return new Decider(engine, decisions, 1, (correlation, error) -> errors.add(error));
  }
}
