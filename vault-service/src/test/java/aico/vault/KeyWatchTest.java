package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;

import aico.vault.KeyWatch.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyWatchTest {
  private static final Map<String, String> NOBODY = Map.of();
  private static final Map<String, String> FIRST = Map.of("owner", "1");
  private static final Map<String, String> SECOND = Map.of("owner", "2");

  private final InMemoryUnlocks memory = new InMemoryUnlocks();
  private final KeyWatch watch = new KeyWatch(memory);

  @Test
  void seen_unlocked_mountsOnce() {
    assertThat(watch.seen(FIRST, "a")).isEqualTo(plan(Set.of("owner"), Set.of(), Set.of("owner")));
    assertThat(watch.seen(FIRST, "a")).isEqualTo(plan(Set.of("owner"), Set.of(), Set.of()));
  }

  @Test
  void seen_locked_leavesNobodyOpen() {
    watch.seen(FIRST, "a");
    assertThat(watch.seen(NOBODY, "a")).isEqualTo(plan(Set.of(), Set.of(), Set.of()));
  }

  @Test
  void seen_anotherUnlockInBetween_locksFirst() {
    watch.seen(FIRST, "a");
    assertThat(watch.seen(SECOND, "a"))
        .isEqualTo(plan(Set.of("owner"), Set.of("owner"), Set.of("owner")));
  }

  @Test
  void silent_locksAll_andMountsWhenSeenAgain() {
    watch.seen(FIRST, "a");
    watch.silent();
    assertThat(watch.seen(FIRST, "a").mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_sameUnlock_doesNotMountAgain_alsoAfterSilenceAndRestart() {
    watch.seen(FIRST, "a");
    watch.lockedByPerson();
    watch.silent();
    assertThat(watch.seen(FIRST, "a").mount()).isEmpty();
    assertThat(new KeyWatch(memory).seen(FIRST, "a").mount()).isEmpty();
  }

  @Test
  void lockedByPerson_newUnlock_mounts() {
    watch.seen(FIRST, "a");
    watch.lockedByPerson();
    assertThat(watch.seen(SECOND, "a").mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_beforeAnythingWasSeen_holdsForTheUnlockFoundNext() {
    watch.lockedByPerson();
    KeyWatch restarted = new KeyWatch(memory);
    assertThat(restarted.seen(FIRST, "a").mount()).isEmpty();
    assertThat(restarted.seen(SECOND, "a").mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_whileLocked_nextUnlockMounts() {
    watch.seen(FIRST, "a");
    watch.seen(NOBODY, "a");
    watch.lockedByPerson();
    watch.seen(NOBODY, "a");
    assertThat(watch.seen(SECOND, "a").mount()).containsExactly("owner");
  }

  @Test
  void seen_anotherKeyService_keysAreLost_untilTheyAreUnlockedAndLockedThere() {
    watch.seen(FIRST, "a");
    watch.silent();
    assertThat(watch.seen(NOBODY, "b").lost()).containsExactly("owner");
    assertThat(watch.seen(NOBODY, "b").lost()).containsExactly("owner");
    assertThat(watch.seen(SECOND, "b").lost()).isEmpty();
    assertThat(watch.seen(NOBODY, "b").lost()).isEmpty();
  }

  @Test
  void seen_lockedInTheSameKeyService_isNotLost_alsoAfterSilence() {
    watch.seen(FIRST, "a");
    watch.silent();
    assertThat(watch.seen(NOBODY, "a").lost()).isEmpty();
  }

  @Test
  void seen_unlockedAnewInAnotherKeyService_isLostOnce() {
    watch.seen(FIRST, "a");
    Plan plan = watch.seen(SECOND, "b");
    assertThat(plan.relock()).containsExactly("owner");
    assertThat(plan.lost()).containsExactly("owner");
    assertThat(watch.seen(SECOND, "b").lost()).isEmpty();
  }

  @Test
  void lockedByPerson_oneOfTwo_doesNotMountAgain_theOtherDoes() {
    Map<String, String> both = Map.of("owner", "1", "child", "2");
    watch.seen(both, "a");
    watch.lockedByPerson("child");
    watch.silent();
    assertThat(watch.seen(both, "a").mount()).containsExactly("owner");
    assertThat(new KeyWatch(memory).seen(both, "a").mount()).containsExactly("owner");
  }

  @Test
  void openWithout_theLastPerson_isNobody_notEvenTheHousehold() {
    watch.seen(Map.of("owner", "1", "child", "2", "household", "3"), "a");
    assertThat(watch.openWithout("child")).containsExactlyInAnyOrder("owner", "household");
    watch.seen(Map.of("owner", "1", "household", "3"), "a");
    assertThat(watch.openWithout("owner")).isEmpty();
    assertThat(watch.openWithout("child")).containsExactlyInAnyOrder("owner", "household");
  }

  @Test
  void plan_shutsAVaultOnlyWhenNobodyWhoHasItsKeyIsLeft() {
    watch.seen(Map.of("owner", "1", "child", "2"), "a");
    Plan plan = watch.seen(Map.of("child", "2"), "a");
    assertThat(plan.shuts(List.of("owner"))).isTrue();
    assertThat(plan.shuts(List.of("owner", "child"))).isFalse();
    assertThat(watch.seen(Map.of("child", "4"), "a").shuts(List.of("owner", "child"))).isTrue();
  }

  private static Plan plan(Set<String> open, Set<String> relock, Set<String> mount) {
    return new Plan(open, relock, mount, Set.of());
  }
}
