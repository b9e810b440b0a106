package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortBaseTest {

  @Test
  void notSet_isTheDefault() {
    assertThat(PortBase.parse(null)).isEqualTo(new PortBase(7400));
    assertThat(PortBase.parse("")).isEqualTo(PortBase.DEFAULT);
    assertThat(PortBase.parse("9000").at(3)).isEqualTo(9003);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "1023", "65530", "-1", "7400 ", "99999999999"})
  void outOfRange_isUsage(String value) {
    assertThatThrownBy(() -> PortBase.parse(value))
        .isInstanceOfSatisfying(
            CommandFailed.class,
            e -> {
              assertThat(ExitCode.of(e.code())).isEqualTo(2);
              assertThat(e.field()).contains("AICO_PORT_BASE");
            });
  }

  @Test
  void another_thanTheHomesOwn_isUsage() {
    PortBase base = new PortBase(8000);
    base.requireSame(null);
    base.requireSame("8000");

    assertThatThrownBy(() -> base.requireSame("8001"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("8001 (expected: 8000");
  }
}
