package aico.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final long DAY = 86_400_000L;
  private static final long HOUR = 3_600_000L;
  private final Map<String, Profile> profiles = new HashMap<>();
  private final Events events = new Events(new FieldTable());
  private final Baselines baselines =
      new Baselines(
          new Profiles() {
            @Override
            public Profile of(String name, long nowMs) {
              return profiles.computeIfAbsent(name, fresh -> Profile.fresh(fresh, nowMs));
            }

            @Override
            public void changed(Profile profile) {
              // Each one is kept as bytes alone, as the service keeps it.
              ByteBuffer bytes = ByteBuffer.allocate(Profile.SIZE_BYTES);
              profile.write(bytes);
              profiles.put(profile.name(), Profile.read(profile.name(), bytes.flip()));
            }
          });

  private List<Finding> by(long ms, String code, String program) {
    return Events.found(baselines, events.by(ms, code, "owner", program, true));
  }

  private List<Finding> failure(long ms) {
    return Events.found(baselines, events.by(ms, "auth.login_failed", "owner", "cli", false));
  }

  private void live(int days) {
    for (int day = 0; day < days; day++) {
      for (int hour = -2; hour < 8; hour++) {
        assertThat(by(Events.NOON + day * DAY + hour * HOUR, "key.unlocked", "cli")).isEmpty();
      }
    }
  }

  private static long at(int day, int hour) {
    return Events.NOON + day * DAY + (hour - 12) * HOUR;
  }

  @Test
  void whileLearning_nothingIsSaid() {
    live(20);

    assertThat(by(at(21, 3), "integrator.added", "gateway")).isEmpty();
  }

  @Test
  void oneOddThing_isNoAlert() {
    live(40);

    assertThat(by(at(40, 3), "key.unlocked", "cli")).isEmpty();
    assertThat(by(at(41, 13), "key.unlocked", "gateway")).isEmpty();
    assertThat(by(at(42, 13), "key.password_changed", "cli")).isEmpty();
  }

  @Test
  void severalAtOnce_areOneThatSaysWhy() {
    live(40);

    assertThat(by(at(40, 3), "key.unlocked", "cli")).isEmpty();
    List<Finding> found = new ArrayList<>(by(at(40, 3) + 60_000, "key.password_changed", "cli"));
    assertThat(found).isEmpty();
    found.addAll(by(at(40, 3) + 120_000, "key.recovery_renewed", "cli"));

    assertThat(found).hasSize(1);
    Finding finding = found.getFirst();
    assertThat(finding.subject()).isEqualTo("user owner");
    assertThat(finding.why())
        .contains("41 days of activity known since 2026-01-05")
        .contains("an hour of the day hardly used")
        .contains("lasting power")
        .contains("more than one such thing");
    assertThat(finding.events()).containsExactly(400L, 401L, 402L);
    assertThat(finding.advice()).contains("aico lock");
  }

  @Test
  void mistypingOnTravel_isNone_andFailuresBeforeAnotherProgramAreOne() {
    live(40);

    failure(at(40, 3));
    failure(at(40, 3) + 1_000);
    failure(at(40, 3) + 2_000);
    assertThat(by(at(40, 3) + 3_000, "key.unlocked", "cli")).isEmpty();

    failure(at(41, 13));
    failure(at(41, 13) + 1_000);
    failure(at(41, 13) + 2_000);
    assertThat(by(at(41, 13) + 3_000, "key.unlocked", "gateway"))
        .singleElement()
        .satisfies(f ->
            assertThat(f.why())
                .contains("through a program not used before; after 3 failed attempts"));
  }

  @Test
  void whatMadeAnAlert_makesOneAgain() {
    live(40);
    by(at(40, 3), "key.unlocked", "gateway");

    assertThat(by(at(40, 3) + 2 * HOUR, "integrator.added", "gateway")).hasSize(1);
  }

  @Test
  void profile_isSmall_whateverItSaw() {
    for (int i = 0; i < 5_000; i++) {
      Events.found(
          baselines,
          events.by(at(i / 20, i % 24), "code." + i, "owner", "program-" + i, i % 3 != 0));
    }

    assertThat(profiles).containsOnlyKeys("owner");
    assertThat(Profile.nameOf("n".repeat(10_000))).hasSizeLessThanOrEqualTo(Profile.NAME_MAX_CHARS);
    assertThat(Profile.nameOf("n".repeat(10_000))).isNotEqualTo(Profile.nameOf("n".repeat(9_999)));
  }
}
