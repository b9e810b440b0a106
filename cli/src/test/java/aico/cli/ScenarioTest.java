package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.Scenario.Deed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
  private static List<Deed> deeds(Scenario scenario, long seed) {
    Scenario.Course course = scenario.course(seed);
    return Stream.generate(course::next).limit(500).toList();
  }

  @ParameterizedTest
  @EnumSource
  void course_followsFromTheSeed(Scenario scenario) {
    assertThat(deeds(scenario, 7)).isEqualTo(deeds(scenario, 7)).isNotEqualTo(deeds(scenario, 8));
    assertThat(deeds(scenario, 7)).anyMatch(deed -> deed.code().equals("auth.login"));
    assertThat(deeds(scenario, 7).stream().anyMatch(d -> d.code().equals("auth.login_failed")))
        .isEqualTo(scenario != Scenario.QUIET);
  }
}
