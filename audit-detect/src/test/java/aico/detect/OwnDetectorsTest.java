package aico.detect;

import static org.assertj.core.api.Assertions.assertThat;

import aico.detect.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnDetectorsTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000L;
  private final Events events = new Events(new FieldTable());

  private Event handOut(long ms, int vault) {
    return events.event(
        ms,
        "key-service",
        "key.handed_out",
        "\"actor\":{\"app_name\":\"vault-service\"},\"entity\":{\"name\":\"vault/" + vault + "\"}");
  }

  private Event mounted(long ms) {
    return events.event(ms, "vault-service", "vault.mounted", "");
  }

  @Test
  void keysThatAreUsed_areNoFinding() {
    HandOuts handOuts = new HandOuts();
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      handOuts.see(handOut(Events.NOON + i, i), found::add);
    }
    for (int i = 0; i < 100; i++) {
      handOuts.see(mounted(Events.NOON + 1_000 + i), found::add);
    }
    handOuts.tick(Events.NOON + 10 * MINUTE, found::add);

    assertThat(found).isEmpty();
  }

  @Test
  void keysThatAreCollected_areOneFinding_evenWhenNothingFollows() {
    HandOuts handOuts = new HandOuts();
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      handOuts.see(handOut(Events.NOON + i, i), found::add);
    }
    handOuts.tick(Events.NOON + MINUTE, found::add);
    assertThat(found).isEmpty();
    handOuts.tick(Events.NOON + 3 * MINUTE, found::add);
    handOuts.tick(Events.NOON + 4 * MINUTE, found::add);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().events()).hasSize(12);
    assertThat(found.getFirst().why()).contains("the keys of 12 vaults").contains("only 0 vaults");
  }

  private List<Finding> day(Silence silence, int day, List<String> producers) {
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (String producer : producers) {
        silence.see(
            events.event(Events.NOON + day * DAY + i * 5 * MINUTE, producer, "token.issued", ""),
            found::add);
      }
    }
    return found;
  }

  @Test
  void serviceThatStopsRecording_isAFinding() {
    Silence silence = new Silence(Silence.State.empty());
    for (int day = 0; day < 10; day++) {
      assertThat(day(silence, day, List.of("a", "b", "c"))).isEmpty();
    }

    List<Finding> found = day(silence, 10, List.of("a", "b"));

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().subject()).isEqualTo("service c");
    assertThat(found.getFirst().why()).contains("a recorded in").contains("b recorded in");
  }

  @Test
  void oneThatFloods_accusesNobody_andStoppingIsNoSilence() {
    Silence silence = new Silence(Silence.State.empty());
    for (int day = 0; day < 10; day++) {
      day(silence, day, List.of("a", "b", "c"));
    }

    assertThat(day(silence, 10, List.of("a"))).isEmpty();
    silence.see(events.event(Events.NOON + 11 * DAY, "c", "service.stopped", ""), finding -> {});
    silence.see(events.event(Events.NOON + 11 * DAY, "b", "token.issued", ""), finding -> {});
    assertThat(day(silence, 12, List.of("a", "b"))).isEmpty();
  }

  @Test
  void clockThatIsSetBack_isOneFinding_andDriftIsNone() {
    ClockSteps steps = new ClockSteps();
    assertThat(Events.found(steps, mounted(Events.NOON))).isEmpty();
    assertThat(Events.found(steps, mounted(Events.NOON - MINUTE))).isEmpty();
    assertThat(Events.found(steps, mounted(Events.NOON + DAY))).isEmpty();
    // Another service that was away has its own times.
    assertThat(Events.found(steps, handOut(Events.NOON, 1))).isEmpty();

    List<Finding> found = Events.found(steps, mounted(Events.NOON));
    assertThat(found)
        .singleElement()
        .satisfies(back -> {
          assertThat(back.rule()).isEqualTo("clock-back");
          assertThat(back.subject()).isEqualTo("service vault-service");
          assertThat(back.why()).contains("2026-01-05 12:00").contains("2026-01-06 12:00");
        });
    assertThat(Events.found(steps, mounted(Events.NOON + 1))).isEmpty();

    for (int i = 0; i < 1_000; i++) {
      steps.see(events.event(Events.NOON, "p" + i, "x", ""), finding -> {});
    }
    assertThat(Events.found(steps, events.event(0, "p999", "x", ""))).isEmpty();
    assertThat(Events.found(steps, mounted(Events.NOON - DAY))).hasSize(1);
  }

  @Test
  void eventFromTheFuture_isAFinding_andIsTakenForNow() {
    Profiles none =
        new Profiles() {
          @Override
          public Profile of(String name, long nowMs) {
            return Profile.fresh(name, nowMs);
          }

          @Override
          public void changed(Profile profile) {}
        };
    Detection detection =
        new Detection(SigmaRules.read(List.of()).rules(), none, new Silence(Silence.State.empty()));
    List<Finding> found = new ArrayList<>();
    detection.see(mounted(Events.NOON + 5 * MINUTE), Events.NOON, found::add);
    assertThat(found).isEmpty();
    detection.see(mounted(Events.NOON + 6 * MINUTE), Events.NOON, found::add);
    assertThat(found)
        .singleElement()
        .satisfies(ahead -> {
          assertThat(ahead.rule()).isEqualTo("clock-ahead");
          assertThat(ahead.why()).contains("vault-service").contains("the rules take it for now");
        });
    // Taken for now, what comes next is not earlier.
    detection.see(mounted(Events.NOON + MINUTE), Events.NOON + MINUTE, found::add);
    assertThat(found).hasSize(1);
  }

  @Test
  void producersBeyondTheLimit_areNotLookedAt() {
    Silence silence = new Silence(Silence.State.empty());
    for (int i = 0; i < 1_000; i++) {
      silence.see(events.event(Events.NOON, "p" + i, "x", ""), finding -> {});
    }

    assertThat(silence.state().names()).hasSize(Silence.PRODUCERS_MAX);
    assertThat(silence.state().hasItsSizes()).isTrue();
  }
}
