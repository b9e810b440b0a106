package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aico.bus.contract.InvalidField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../etc", ".", "-a", "A", "a b", "a\n", "ä", "a\0", "a.b"})
  void name_outOfShape_isRefusedNamingTheField(String text) {
    assertThatExceptionOfType(InvalidField.class)
        .isThrownBy(() -> new VaultName(text))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("name"));
  }

  @Test
  void name_of63Characters_isTaken_of64_isRefused() {
    assertThat(new VaultName("a".repeat(63)).text()).hasSize(63);
    assertThatExceptionOfType(InvalidField.class).isThrownBy(() -> new VaultName("a".repeat(64)));
  }
}
