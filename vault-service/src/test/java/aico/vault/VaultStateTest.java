package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VaultStateTest {

  @Test
  void mayBecome_isExactlyThisTable() {
    assertThat(from(VaultState.ABSENT)).isEqualTo(all(VaultState.MOUNTED));
    assertThat(from(VaultState.LOCKED)).isEqualTo(all(VaultState.MOUNTED));
    assertThat(from(VaultState.DAMAGED)).isEqualTo(all(VaultState.MOUNTED));
    assertThat(from(VaultState.MOUNTING)).isEqualTo(all(VaultState.LOCKED));
    assertThat(from(VaultState.MOUNTED))
        .isEqualTo(EnumSet.of(VaultState.MOUNTED, VaultState.UNMOUNTING));
    assertThat(from(VaultState.UNMOUNTING)).isEqualTo(all(VaultState.MOUNTED, VaultState.MOUNTING));
  }

  @Test
  void locked_isReachedFromOpenOnlyThroughUnmounting() {
    assertThat(VaultState.MOUNTED.mayBecome(VaultState.LOCKED)).isFalse();
    assertThat(VaultState.MOUNTING.mayBecome(VaultState.LOCKED)).isFalse();
    assertThat(VaultState.UNMOUNTING.mayBecome(VaultState.LOCKED)).isTrue();
  }

  @Test
  void mounted_isReachedOnlyThroughMounting() {
    for (VaultState state : VaultState.values()) {
      assertThat(state.mayBecome(VaultState.MOUNTED))
          .as(state.wireName())
          .isEqualTo(state == VaultState.MOUNTING || state == VaultState.MOUNTED);
    }
  }

  private static Set<VaultState> from(VaultState state) {
    Set<VaultState> next = EnumSet.noneOf(VaultState.class);
    Arrays.stream(VaultState.values()).filter(state::mayBecome).forEach(next::add);
    return next;
  }

  private static Set<VaultState> all(VaultState... but) {
    Set<VaultState> states = EnumSet.allOf(VaultState.class);
    states.removeAll(Arrays.asList(but));
    return states;
  }
}
