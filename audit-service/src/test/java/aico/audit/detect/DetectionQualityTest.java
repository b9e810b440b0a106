package aico.audit.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Seeds that nothing was tuned by; {@code deploy/bench/detect.sh} takes more of them. */
class DetectionQualityTest {
  private static final long FIRST_SEED = 5_001;
  private static final int HOMES = 8;

  @Test
  void unseenHomes_areToldApart() {
    Scored all = Scored.of(FIRST_SEED, new InMemoryProfiles());
    for (int i = 1; i < HOMES; i++) {
      all = all.plus(Scored.of(FIRST_SEED + i, new InMemoryProfiles()));
    }

    assertThat(all.precision()).as("%s", all.mistakes()).isGreaterThanOrEqualTo(0.95);
    assertThat(all.recall()).as("%s", all.mistakes()).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void labels_standInNoLeaf() {
    GeneratedHome home = new GeneratedHome(FIRST_SEED);
    Set<String> kinds =
        home.trail.incidents().stream()
            .map(GeneratedTrail.Incident::kind)
            // These words are also the name of a vault, a topic or a person.
            .filter(kind -> kind.contains("-"))
            .collect(Collectors.toSet());

    assertThat(kinds).hasSizeGreaterThan(10);
    assertThat(TestHomes.leaves(FIRST_SEED))
        .noneMatch(leaf -> kinds.stream().anyMatch(new String(leaf)::contains));
  }
}
