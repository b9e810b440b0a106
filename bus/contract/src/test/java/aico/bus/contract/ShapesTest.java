package aico.bus.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapesTest {
  @Test
  void names_areFolderNames() {
    for (String name : new String[] {"a", "diary-2", "0", "x".repeat(63)}) {
      assertThat(Shapes.name("name", name)).isEqualTo(name);
    }
    for (String name :
        new String[] {"", "-a", "A", "a b", "a/b", "..", "ä", "a\n", "x".repeat(64), null}) {
      assertThatThrownBy(() -> Shapes.name("name", name))
          .isInstanceOfSatisfying(
              InvalidField.class, wrong -> assertThat(wrong.field()).isEqualTo("name"));
    }
  }

  /** A vault of that name would stand in events for whatever the pseudonym stands for. */
  @Test
  void aPseudonym_isNoName() {
    assertThatThrownBy(() -> Shapes.name("name", "p-0123456789abcdef0123"))
        .isInstanceOf(InvalidField.class)
        .hasMessageContaining("pseudonym");
    assertThat(Shapes.name("name", "p-0123456789abcdef012")).startsWith("p-");
  }
}
