package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.VaultState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What locks and unlocks of key-service do to vaults, on real gocryptfs. */
class KeysIT {
  private static final Map<String, String> NOBODY = Map.of();
  private static final Map<String, String> FIRST = Map.of("owner", "1");
  private static final Map<String, String> SECOND = Map.of("owner", "2");

  @TempDir private Path folder;
  private TestHome home;

  @BeforeEach
  void start() throws IOException {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    home = new TestHome(folder);
    home.vaults.follow(FIRST, Set.of(), "a", home.vaults.mark());
    home.create("diary");
    home.create("home");
  }

  @AfterEach
  void stop() {
    home.close();
  }

  @Test
  void locked_locksAll_andUnlockedMountsAllButTheHeld() {
    home.unmount("diary");
    lock();
    assertThat(home.state("home")).isEqualTo(VaultState.LOCKED);
    unlock(SECOND);
    await().until(() -> home.state("home") == VaultState.MOUNTED);
    assertStaysLocked("diary");
  }

  @Test
  void held_lastsAcrossACrash_untilAPersonMounts() {
    home.unmount("diary");
    home.restart();
    unlock(FIRST);
    await().until(() -> home.state("home") == VaultState.MOUNTED);
    assertStaysLocked("diary");

    home.mount("diary");
    home.restart();
    unlock(FIRST);
    await().until(() -> home.state("diary") == VaultState.MOUNTED);
  }

  @Test
  void lockAll_lastsAcrossACrash_untilTheNextUnlock() {
    assertThat(home.vaults.lockAll(TestHome.PERSON))
        .allMatch(vault -> vault.state() == VaultState.LOCKED);
    // key-service did not hear the lock.
    unlock(FIRST);
    home.restart();
    unlock(FIRST);
    assertStaysLocked("home");
    unlock(SECOND);
    await().until(() -> home.state("home") == VaultState.MOUNTED);
  }

  @Test
  void lockAll_withoutATrail_locksAllTheSame() {
    home.trail.full(true, true);
    assertThat(home.vaults.lockAll(TestHome.PERSON))
        .allMatch(vault -> vault.state() == VaultState.LOCKED);
    assertThat(home.notices.warnings()).anyMatch(line -> line.contains("locked without a record"));
  }

  @Test
  void silence_locksAll_andTheSameUnlockMountsAgain() {
    home.vaults.keysAreSilent();
    assertThat(home.vaults.list()).allMatch(vault -> vault.state() == VaultState.LOCKED);
    unlock(FIRST);
    await().until(() -> home.state("home") == VaultState.MOUNTED);
  }

  @Test
  void answerOlderThanAMount_doesNotLockIt() {
    home.unmount("diary");
    long before = home.vaults.mark();
    home.mount("diary");
    home.vaults.follow(NOBODY, Set.of(), "a", before);
    assertThat(home.state("diary")).isEqualTo(VaultState.MOUNTED);
    assertThat(home.state("home")).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void unlocked_keysUnreachableAtFirst_mountsWhenTheyAnswer() {
    home.vaults.keysAreSilent();
    home.keys.silence(true);
    unlock(FIRST);
    await().until(() -> home.notices.warnings().stream().anyMatch(w -> w.contains("not answer")));
    home.keys.silence(false);
    await()
        .until(() -> {
          home.vaults.tick();
          return home.state("home") == VaultState.MOUNTED;
        });
  }

  private void lock() {
    home.keys.lock(true);
    home.vaults.follow(NOBODY, Set.of(), "a", home.vaults.mark());
  }

  private void unlock(Map<String, String> unlocked) {
    home.keys.lock(false);
    home.vaults.follow(unlocked, Set.of(), "a", home.vaults.mark());
  }

  private void assertStaysLocked(String name) {
    await()
        .during(Duration.ofMillis(300))
        .until(() -> home.state(name) == VaultState.LOCKED && home.pid(name) == -1);
  }
}
