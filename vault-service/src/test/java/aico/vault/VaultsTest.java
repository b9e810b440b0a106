package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Outcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultsTest {
  private static final VaultName DIARY = new VaultName("diary");
  private static final Asker PERSON = new Asker("cli", "owner", "c", "request");
  private static final Map<String, String> FIRST = Map.of("owner", "1");

  private final FakeGocryptfs gocryptfs = new FakeGocryptfs();
  private final InMemoryPlaces memory = new InMemoryPlaces();
  private final InMemoryVaultKeys keys = new InMemoryVaultKeys();
  private final ListRecorder trail = new ListRecorder();
  private final ListNotices notices = new ListNotices();
  private final SetClocks clocks = new SetClocks();
  private Vaults vaults = vaults(keys);

  @BeforeEach
  void start() {
    vaults.start();
    vaults.create(DIARY, null, "owner", PERSON);
  }

  private Vaults vaults(VaultKeys from) {
    return vaults(from, trail);
  }

  private Vaults vaults(VaultKeys from, Recorder recorder) {
    return new Vaults(
        new Places(Path.of("/v"), Path.of("/m"), Path.of("/m-for"), 0, 0, false),
        memory,
        new InMemoryUnlocks(),
        memory,
        memory,
        gocryptfs,
        new NoFileTrees(),
        new NoManifests(),
        from,
        recorder,
        notices,
        clocks,
        name -> Optional.empty(),
        () -> UUID.randomUUID().toString().replace("-", ""));
  }

  @Test
  void unmount_thatDoesNotComeToItsEnd_isNeverCalledLocked_andIsTriedAgain() {
    gocryptfs.stick(true);
    assertRefused(vaults.unmount(DIARY, PERSON), Reason.FAILED, "process 1 does not end");
    assertThat(state()).isEqualTo(VaultState.UNMOUNTING);
    assertRefused(vaults.mount(DIARY, PERSON), Reason.FAILED, "while it is not locked");
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.UNMOUNTING);

    gocryptfs.stick(false);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.LOCKED);
    assertThat(trail.lines())
        .containsExactly(
            "created diary", "mounted diary", "unmounted diary", "unmounted diary failed");
  }

  @Test
  void start_afterADeadProcess_recordsWhatItLeftMounted_once() {
    vaults.create(new VaultName("closed"), null, "owner", PERSON);
    vaults.unmount(new VaultName("closed"), PERSON);
    // Its own: the process before it is dead, and records nothing of the mount's end.
    ListRecorder next = new ListRecorder();
    vaults = vaults(keys, next);
    vaults.start();
    vaults.recordLeftOpen();
    vaults.recordLeftOpen();
    assertThat(next.lines()).containsExactly("unmounted diary");
    assertThat(memory.leftBelow(Path.of("/m"))).isEmpty();
  }

  @Test
  void mount_damage_isKept_otherTroubleIsNot() {
    vaults.unmount(DIARY, PERSON);
    gocryptfs.failWith(Trouble.NOT_INSTALLED);
    assertRefused(vaults.mount(DIARY, PERSON), Reason.FAILED, "package: gocryptfs");
    assertThat(state()).isEqualTo(VaultState.LOCKED);
    gocryptfs.failWith(Trouble.BROKEN_CONFIGURATION);
    vaults.mount(DIARY, PERSON);
    assertThat(state()).isEqualTo(VaultState.DAMAGED);
    assertThat(trail.lines()).endsWith("mounted diary failed");
  }

  @Test
  void create_gocryptfsMissing_saysSo_andIsInNoRegistry() {
    gocryptfs.failWith(Trouble.NOT_INSTALLED);
    assertRefused(
        vaults.create(new VaultName("next"), null, "owner", PERSON),
        Reason.FAILED,
        "gocryptfs is not installed (package: gocryptfs)");
    assertThat(memory.load()).hasSize(1);
    assertThat(trail.lines()).containsExactly("created diary", "mounted diary");
  }

  @Test
  void create_notRecorded_isInNoRegistry() {
    trail.full(true, true);
    assertRefused(
        vaults.create(new VaultName("next"), null, "owner", PERSON), Reason.FAILED, "recorded");
    assertThat(memory.load()).hasSize(1);
  }

  @Test
  void lock_whileAMountWaitsForItsKey_winsAndNothingIsMounted() throws InterruptedException {
    vaults.unmount(DIARY, PERSON);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    vaults = vaults(new SlowKeys(keys, asked, answer));
    vaults.start();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Thread mounting = Thread.ofVirtual().start(() -> outcome.complete(vaults.mount(DIARY, PERSON)));
    asked.await();
    Thread locking = Thread.ofVirtual().start(() -> vaults.lockAll(PERSON));
    await().until(() -> locking.getState() == Thread.State.TIMED_WAITING);
    answer.countDown();
    mounting.join();
    locking.join();
    assertRefused(outcome.join(), Reason.LOCKED, "is being locked");
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void lockAll_endsTheWishToMount() {
    vaults.keysAreSilent();
    keys.silence(true);
    vaults.follow(FIRST, Set.of(), "a", vaults.mark());
    await().until(() -> notices.warnings().stream().anyMatch(w -> w.contains("not answer")));
    vaults.lockAll(PERSON);
    keys.silence(false);
    vaults.tick();
    await().during(Duration.ofMillis(100)).until(() -> state() == VaultState.LOCKED);
  }

  @Test
  void stop_locks_andNothingIsMountedAfterIt() {
    vaults.stop();
    assertThat(state()).isEqualTo(VaultState.LOCKED);
    assertRefused(vaults.mount(DIARY, PERSON), Reason.UNREACHABLE, "stopping");
  }

  private record SlowKeys(VaultKeys keys, CountDownLatch asked, CountDownLatch answer)
      implements VaultKeys {
    @Override
    public Answer create(String user, String vaultId) {
      return keys.create(user, vaultId);
    }

    @Override
    public Answer rotate(String user, String vaultId, int epoch) {
      return keys.rotate(user, vaultId, epoch);
    }

    @Override
    public Optional<String> retireBefore(String user, String vaultId, int epoch) {
      return keys.retireBefore(user, vaultId, epoch);
    }

    @Override
    public Optional<Answer> share(String user, String vaultId, String member) {
      return keys.share(user, vaultId, member);
    }

    @Override
    public Optional<Answer> unshare(String vaultId, String member) {
      return keys.unshare(vaultId, member);
    }

    @Override
    public Answer fetch(String user, String vaultId, int epoch) {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      return keys.fetch(user, vaultId, epoch);
    }
  }

  private VaultState state() {
    return vaults.list().getFirst().state();
  }

  private static void assertRefused(Outcome outcome, Reason reason, String message) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.message()).contains(message);
              assertThat(refused.reason()).isEqualTo(reason);
            });
  }
}
