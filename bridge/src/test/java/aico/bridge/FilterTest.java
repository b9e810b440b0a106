package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  @Test
  void classesAndSeverity_bothCount() {
    Filter filter = Filter.parse("2004,3004/medium");
    assertThat(filter.lets(Events.finding(0))).isTrue();
    assertThat(filter.lets(Events.plain(0))).isFalse();
    assertThat(filter.lets(Events.of(0, "x", 1001, 5, ""))).isFalse();
    assertThat(filter).hasToString("2004,3004/medium");
  }

  @Test
  void all_letsEvenWhatHasNoSeverity() {
    assertThat(Filter.parse("*/unknown")).isEqualTo(Filter.ALL);
    assertThat(Filter.ALL.lets(Events.parse(0, "{}"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "*", "*/", "*/loud", "3002", "x/high", "0/high", "3002,/high"})
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Filter.parse(text)).hasMessageContaining("CLASSES/SEVERITY");
  }
}
