package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;

import aico.vault.KeyWatch.Plan;
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
    assertThat(watch.seen(FIRST)).isEqualTo(plan(Set.of("owner"), Set.of(), Set.of("owner")));
    assertThat(watch.seen(FIRST)).isEqualTo(plan(Set.of("owner"), Set.of(), Set.of()));
  }

  @Test
  void seen_locked_leavesNobodyOpen() {
    watch.seen(FIRST);
    assertThat(watch.seen(NOBODY)).isEqualTo(plan(Set.of(), Set.of(), Set.of()));
  }

  @Test
  void seen_anotherUnlockInBetween_locksFirst() {
    watch.seen(FIRST);
    assertThat(watch.seen(SECOND))
        .isEqualTo(plan(Set.of("owner"), Set.of("owner"), Set.of("owner")));
  }

  @Test
  void silent_locksAll_andMountsWhenSeenAgain() {
    watch.seen(FIRST);
    assertThat(watch.silent().open()).isEmpty();
    assertThat(watch.seen(FIRST).mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_sameUnlock_doesNotMountAgain_alsoAfterSilenceAndRestart() {
    watch.seen(FIRST);
    watch.lockedByPerson();
    watch.silent();
    assertThat(watch.seen(FIRST).mount()).isEmpty();
    assertThat(new KeyWatch(memory).seen(FIRST).mount()).isEmpty();
  }

  @Test
  void lockedByPerson_newUnlock_mounts() {
    watch.seen(FIRST);
    watch.lockedByPerson();
    assertThat(watch.seen(SECOND).mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_beforeAnythingWasSeen_holdsForTheUnlockFoundNext() {
    watch.lockedByPerson();
    KeyWatch restarted = new KeyWatch(memory);
    assertThat(restarted.seen(FIRST).mount()).isEmpty();
    assertThat(restarted.seen(SECOND).mount()).containsExactly("owner");
  }

  @Test
  void lockedByPerson_whileLocked_nextUnlockMounts() {
    watch.seen(FIRST);
    watch.seen(NOBODY);
    watch.lockedByPerson();
    watch.seen(NOBODY);
    assertThat(watch.seen(SECOND).mount()).containsExactly("owner");
  }

  private static Plan plan(Set<String> open, Set<String> relock, Set<String> mount) {
    return new Plan(open, relock, mount);
  }
}
