package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Hooks.Due;
import aico.vault.Hooks.Moment;
import aico.vault.Hooks.Point;
import aico.vault.Recorder.HookRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks as vault-service sees them: told, waited for, never longer than allowed. */
class HooksTest {
  private static final VaultName DIARY = new VaultName("diary");
  private static final Asker PERSON = new Asker("cli", "owner", "c", "request");
  private static final Point LOCK = new Point(DIARY, Moment.BEFORE_LOCK);
  private static final Point MOUNT = new Point(DIARY, Moment.AFTER_MOUNT);
  private static final HookRun GOOD = new HookRun("10-stop", 0, 5);

  private final InMemoryPlaces memory = new InMemoryPlaces();
  private final ListRecorder trail = new ListRecorder();
  private final ListNotices notices = new ListNotices();
  private final SetClocks clocks = new SetClocks();
  private final Vaults vaults =
      new Vaults(
          new Places(Path.of("/v"), Path.of("/m"), Path.of("/m-for"), 0, 0, false),
          memory,
          new InMemoryUnlocks(),
          memory,
          memory,
          new FakeGocryptfs(),
          new NoFileTrees(),
          new NoManifests(),
          new InMemoryVaultKeys(),
          trail,
          notices,
          clocks,
          name -> Optional.empty(),
          () -> UUID.randomUUID().toString().replace("-", ""));

  @BeforeEach
  void start() {
    vaults.start();
    vaults.create(DIARY, null, "owner", PERSON);
  }

  @Test
  void lock_withNobodyThere_doesNotWait() {
    vaults.unmount(DIARY, PERSON);
    assertThat(trail.lines()).endsWith("unmounted diary");
  }

  @Test
  void lock_waitsForItsHooks_whichAreRecordedBeforeIt() {
    CompletableFuture<List<Due>> due = ask(Set.of(LOCK));
    CompletableFuture<Outcome> lock =
        CompletableFuture.supplyAsync(() -> vaults.unmount(DIARY, PERSON));
    Due before = due.join().getFirst();
    assertThat(before.point()).isEqualTo(LOCK);
    assertThat(before.left()).isEqualTo(VaultSettings.DEFAULT.hookLimit());
    assertThat(lock).isNotDone();
    vaults
        .hooks()
        .ran(before.id(), LOCK, List.of(GOOD, new HookRun("20-more", 1, 9)), PERSON, null);
    assertThat(lock.join()).isInstanceOf(Outcome.Done.class);
    assertThat(trail.lines())
        .endsWith("hook_ran diary", "hook_ran diary failed", "unmounted diary");
  }

  @Test
  void lock_hooksThatDoNotEnd_areNotWaitedForBeyondTheLimit() {
    vaults.configure(DIARY, set -> set.withHookLimit(Duration.ofSeconds(1)), PERSON);
    CompletableFuture<List<Due>> due = ask(Set.of(LOCK));
    assertThat(vaults.unmount(DIARY, PERSON)).isInstanceOf(Outcome.Done.class);
    assertThat(due.join()).hasSize(1);
    assertThat(notices.warnings()).anyMatch(warning -> warning.contains("locked all the same"));
  }

  @Test
  void lock_ofAVaultWithoutHooks_andWithALimitOfNothing_doesNotWait() {
    CompletableFuture<List<Due>> due =
        ask(Set.of(new Point(new VaultName("other"), Moment.BEFORE_LOCK)));
    vaults.unmount(DIARY, PERSON);
    assertThat(due).isNotDone();
    vaults.mount(DIARY, PERSON);
    vaults.configure(DIARY, set -> set.withHookLimit(Duration.ZERO), PERSON);
    CompletableFuture<List<Due>> next = ask(Set.of(LOCK));
    vaults.unmount(DIARY, PERSON);
    assertThat(next).isNotDone();
    vaults.stop();
  }

  @Test
  void lock_afterTheLastQuestionIsTooLongAgo_doesNotWait() {
    vaults.unmount(DIARY, PERSON);
    CompletableFuture<List<Due>> due = ask(Set.of(LOCK, MOUNT));
    vaults.mount(DIARY, PERSON);
    assertThat(due.join()).extracting(Due::point).containsExactly(MOUNT);
    clocks.pass(Duration.ofSeconds(4));
    vaults.unmount(DIARY, PERSON);
    assertThat(notices.warnings()).isEmpty();
  }

  @Test
  void mount_doesNotWait_andWhatNobodyFetched_isForgottenAfterTheLimit() {
    vaults.unmount(DIARY, PERSON);
    CompletableFuture<List<Due>> first = ask(Set.of(MOUNT));
    vaults.mount(DIARY, PERSON);
    Due due = first.join().getFirst();
    CompletableFuture<List<Due>> again = ask(Set.of(MOUNT));
    assertThat(again.join()).extracting(Due::id).containsExactly(due.id());
    clocks.pass(VaultSettings.DEFAULT.hookLimit());
    CompletableFuture<List<Due>> late = ask(Set.of(MOUNT));
    vaults.stop();
    assertThat(late.join()).isEmpty();
  }

  @Test
  void whatIsBeingRun_isNotToldTwice() {
    vaults.unmount(DIARY, PERSON);
    CompletableFuture<List<Due>> first = ask(Set.of(MOUNT));
    vaults.mount(DIARY, PERSON);
    String id = first.join().getFirst().id();
    CompletableFuture<List<Due>> next =
        CompletableFuture.supplyAsync(() -> vaults.hooks().whatIsDue(Set.of(MOUNT), Set.of(id)));
    vaults.hooks().ran(id, MOUNT, List.of(GOOD), PERSON, null);
    vaults.stop();
    assertThat(next.join()).isEmpty();
  }

  @Test
  void ran_notRecorded_isToldToWhoeverRanThem_andTheLockGoesOn() {
    CompletableFuture<List<Due>> due = ask(Set.of(LOCK));
    CompletableFuture<Outcome> lock =
        CompletableFuture.supplyAsync(() -> vaults.unmount(DIARY, PERSON));
    Due before = due.join().getFirst();
    trail.full(true, true);
    assertThat(
            CompletableFuture.runAsync(
                () -> vaults.hooks().ran(before.id(), LOCK, List.of(GOOD), PERSON, null)))
        .failsWithin(Duration.ofSeconds(5));
    assertThat(lock.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void stop_waitsForHooks_andEndsTheQuestions() {
    CompletableFuture<List<Due>> due = ask(Set.of(LOCK));
    CompletableFuture<Void> stop = CompletableFuture.runAsync(vaults::stop);
    Due before = due.join().getFirst();
    CompletableFuture<List<Due>> next =
        CompletableFuture.supplyAsync(
            () -> vaults.hooks().whatIsDue(Set.of(LOCK), Set.of(before.id())));
    vaults.hooks().ran(before.id(), LOCK, List.of(GOOD), PERSON, null);
    stop.join();
    assertThat(next.join()).isEmpty();
    assertThat(trail.lines()).endsWith("hook_ran diary", "unmounted diary");
  }

  /** Asks on another thread; returns when the question has arrived. */
  private CompletableFuture<List<Due>> ask(Set<Point> points) {
    CompletableFuture<List<Due>> answer = new CompletableFuture<>();
    Thread asking =
        Thread.ofPlatform()
            .daemon()
            .start(() -> answer.complete(vaults.hooks().whatIsDue(points, Set.of())));
    await().until(() -> answer.isDone() || asking.getState() == Thread.State.TIMED_WAITING);
    return answer;
  }
}
