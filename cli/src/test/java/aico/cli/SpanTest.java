package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({"off, 0", "1s, 1", "90s, 90", "15m, 900", "36h, 129600", "7d, 604800"})
  void parse_andText_areTheSame(String text, long seconds) {
    assertThat(Span.parse(text)).isEqualTo(seconds);
    assertThat(Span.text(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "-5m", "1.5h", "5 m", "5M", "999999999d", "on"})
  void parse_ofSomethingElse_saysWhatWasExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Span.parse(text))
        .withMessageContaining("such as 15m");
  }
}
