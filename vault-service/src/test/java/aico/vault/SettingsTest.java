package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Gocryptfs.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an owner's choices for a vault do, by clocks that the test turns. */
class SettingsTest {
  private static final VaultName DIARY = new VaultName("diary");
  private static final Asker PERSON = new Asker("cli", "owner", "c", "request");
  private static final Map<String, String> UNLOCKED = Map.of("owner", "1");
  private static final Map<String, String> LOCKED = Map.of();
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Duration NINE = Duration.ofSeconds(9);

  private final FakeGocryptfs gocryptfs = new FakeGocryptfs();
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
          gocryptfs,
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
    // Before there is a vault: no mount of its own is under way that would take the vault's turn.
    follow(UNLOCKED, "a");
    vaults.create(DIARY, null, "owner", PERSON);
  }

  @Test
  void configure_isRecordedAndKept_andWhatIsAlreadySoIsNot() {
    choose(settings -> settings.withGrace(TEN));
    choose(settings -> settings.withGrace(TEN));
    assertThat(memory.load().getFirst().settings()).isEqualTo(VaultSettings.DEFAULT.withGrace(TEN));
    assertThat(trail.lines()).containsExactly("created diary", "mounted diary", "configured diary");
  }

  @Test
  void configure_notRecorded_changesNothing() {
    trail.full(true, false);
    assertThat(vaults.configure(DIARY, settings -> settings.withGrace(TEN), PERSON))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(memory.load().getFirst().settings()).isEqualTo(VaultSettings.DEFAULT);
    assertThat(vaults.list().getFirst().settings()).isEqualTo(VaultSettings.DEFAULT);
  }

  @Test
  void withNobodyThere_onlyWhatIsToBeThereAtAStartIsMounted_theRestWhenAPersonComes() {
    follow(LOCKED, "a");
    follow(Map.of("owner", "2"), Set.of("owner"), "b");
    await().during(Duration.ofMillis(100)).until(() -> state() == VaultState.LOCKED);
    follow(Map.of("owner", "2"), Set.of(), "b");
    await().until(() -> state() == VaultState.MOUNTED);

    choose(settings -> settings.withMount(MountWhen.START));
    follow(LOCKED, "b");
    follow(Map.of("owner", "3"), Set.of("owner"), "c");
    await().until(() -> state() == VaultState.MOUNTED);
  }

  @Test
  void demand_isNotMountedByAnUnlock_startIs() {
    choose(settings -> settings.withMount(MountWhen.DEMAND));
    follow(LOCKED, "a");
    follow(Map.of("owner", "2"), "a");
    await().during(Duration.ofMillis(100)).until(() -> state() == VaultState.LOCKED);
    choose(settings -> settings.withMount(MountWhen.START));
    follow(Map.of("owner", "3"), "a");
    await().until(() -> state() == VaultState.MOUNTED);
  }

  @Test
  void idle_isLocked_onlyAfterTheWholeTimeWithoutUse() {
    choose(settings -> settings.withIdleLock(TEN));
    uses(new Use(0, 1));
    clocks.pass(NINE);
    uses(new Use(0, 2));
    clocks.pass(NINE);
    uses(new Use(1, 2));
    clocks.pass(TEN);
    uses(new Use(1, 2));
    uses(new Use(0, 2));
    clocks.pass(NINE);
    uses(new Use(0, 2));
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    clocks.pass(Duration.ofSeconds(1));
    uses(new Use(0, 2));
    assertThat(state()).isEqualTo(VaultState.LOCKED);
    assertThat(trail.lines()).endsWith("unmounted diary");
  }

  @Test
  void idle_workedIn_staysMounted_andIsTriedAgainAfterTheWholeTime() {
    choose(settings -> settings.withIdleLock(TEN));
    gocryptfs.workedIn(true);
    vaults.tick();
    clocks.pass(TEN);
    vaults.tick();
    assertThat(trail.lines()).endsWith("unmounted diary", "unmounted diary failed");
    gocryptfs.workedIn(false);
    clocks.pass(NINE);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    clocks.pass(TEN);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void idle_thatCannotBeSeen_isNotLocked_andSaid() {
    choose(settings -> settings.withIdleLock(TEN));
    gocryptfs.useIs(null);
    vaults.tick();
    clocks.pass(TEN);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    assertThat(notices.warnings()).anyMatch(warning -> warning.contains("use cannot be seen"));
  }

  @Test
  void idle_mountedAgain_beginsAnew() {
    choose(settings -> settings.withIdleLock(TEN));
    vaults.tick();
    clocks.pass(TEN);
    vaults.unmount(DIARY, PERSON);
    vaults.mount(DIARY, PERSON);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
  }

  @Test
  void keysSilent_withoutGrace_locksAtOnce() {
    vaults.keysAreSilent();
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void keysSilent_staysForTheGracePeriod_andNoLonger_howeverTheClockIsSet() {
    choose(settings -> settings.withGrace(TEN));
    vaults.keysAreSilent();
    clocks.set(Instant.EPOCH);
    clocks.pass(NINE);
    vaults.keysAreSilent();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    clocks.pass(Duration.ofSeconds(1));
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void keysBack_endsTheGracePeriod_theNextIsAWholeOne() {
    choose(settings -> settings.withGrace(TEN));
    vaults.keysAreSilent();
    clocks.pass(NINE);
    follow(UNLOCKED, "a");
    clocks.pass(TEN);
    vaults.tick();
    vaults.keysAreSilent();
    clocks.pass(NINE);
    vaults.tick();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
  }

  @Test
  void keyServiceCrashed_andIsBackWithoutKeys_staysForTheGracePeriod() {
    choose(settings -> settings.withGrace(TEN));
    vaults.keysAreSilent();
    follow(LOCKED, "b");
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    clocks.pass(TEN);
    follow(LOCKED, "b");
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void keyServiceCrashed_andUnlockedAnew_staysMounted_withoutGraceItIsLockedFirst() {
    choose(settings -> settings.withGrace(TEN));
    follow(Map.of("owner", "2"), "b");
    assertThat(trail.lines()).doesNotContain("unmounted diary");
    choose(settings -> settings.withGrace(Duration.ZERO));
    follow(Map.of("owner", "3"), "c");
    assertThat(trail.lines()).contains("unmounted diary");
  }

  @Test
  void personLocks_winsOverGrace_atKeyServiceAndHere_alsoWithinThePeriod() {
    choose(settings -> settings.withGrace(TEN));
    follow(LOCKED, "a");
    assertThat(state()).isEqualTo(VaultState.LOCKED);

    vaults.mount(DIARY, PERSON);
    follow(Map.of("owner", "2"), "a");
    vaults.keysAreSilent();
    assertThat(state()).isEqualTo(VaultState.MOUNTED);
    vaults.lockAll(PERSON);
    assertThat(state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void checks_runWhenDue_alsoWithAClockSetBack_andNotBefore() {
    choose(settings -> settings.withCheckEvery(Duration.ofDays(1)));
    clocks.pass(Duration.ofDays(1));
    awaitChecks(1);
    clocks.pass(Duration.ofHours(23));
    vaults.tick();
    assertThat(checks()).isEqualTo(1);
    clocks.pass(Duration.ofHours(1));
    awaitChecks(2);
    clocks.pass(Duration.ofHours(2));
    clocks.set(Instant.parse("2020-01-01T00:00:00Z"));
    awaitChecks(3);
    assertThat(memory.load().getFirst().checked()).isEqualTo("2020-01-01T00:00:00Z");
  }

  @Test
  void aNewVault_isCheckedAfterADay_andThenEveryMonth() {
    clocks.pass(Duration.ofHours(23));
    vaults.tick();
    assertThat(checks()).isZero();
    clocks.pass(Duration.ofHours(1));
    awaitChecks(1);
    clocks.pass(Duration.ofDays(29));
    vaults.tick();
    assertThat(checks()).isEqualTo(1);
    clocks.pass(Duration.ofDays(1));
    awaitChecks(2);
    choose(settings -> settings.withCheckEvery(Duration.ZERO));
    clocks.pass(Duration.ofDays(400));
    vaults.tick();
    assertThat(checks()).isEqualTo(2);
  }

  @Test
  void aVaultThatIsCheckedOften_isNotCheckedAtOnce() {
    choose(settings -> settings.withCheckEvery(Duration.ofHours(2)));
    clocks.pass(Duration.ofHours(1));
    vaults.tick();
    assertThat(checks()).isZero();
    clocks.pass(Duration.ofHours(1));
    awaitChecks(1);
  }

  /** Its end is told last. */
  private void awaitChecks(int count) {
    vaults.tick();
    await()
        .until(() ->
            checks() == count
                && vaults.checking(DIARY).orElseThrow().phase() == CheckView.Phase.DONE);
  }

  private long checks() {
    return trail.lines().stream().filter("checked diary"::equals).count();
  }

  private void uses(Use use) {
    gocryptfs.useIs(use);
    vaults.tick();
  }

  private void follow(Map<String, String> unlocked, String incarnation) {
    follow(unlocked, Set.of(), incarnation);
  }

  private void follow(Map<String, String> unlocked, Set<String> unattended, String incarnation) {
    vaults.follow(unlocked, unattended, incarnation, vaults.mark());
  }

  private void choose(UnaryOperator<VaultSettings> change) {
    assertThat(vaults.configure(DIARY, change, PERSON)).isInstanceOf(Outcome.Done.class);
  }

  private VaultState state() {
    return vaults.list().getFirst().state();
  }
}
