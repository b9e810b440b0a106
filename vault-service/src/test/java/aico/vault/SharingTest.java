package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Outcome.Reason;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vaults of several users, of which each can open some. */
class SharingTest {
  private static final VaultName DIARY = new VaultName("diary");
  private static final VaultName ALBUM = new VaultName("album");
  private static final Asker OWNER = new Asker("cli", "owner", "c", "request");
  private static final Asker CHILD = new Asker("cli", "child", "c", "request");

  private final InMemoryPlaces memory = new InMemoryPlaces();
  private final InMemoryVaultKeys keys = new InMemoryVaultKeys();
  private final ListRecorder trail = new ListRecorder();
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
          keys,
          trail,
          new ListNotices(),
          new SetClocks(),
          name -> Optional.empty(),
          () -> UUID.randomUUID().toString().replace("-", ""));

  @BeforeEach
  void start() {
    vaults.start();
    vaults.create(DIARY, null, "owner", OWNER);
    vaults.create(ALBUM, null, "household", OWNER);
  }

  @Test
  void share_isRecorded_keptAndShown_once() {
    assertDone(vaults.share(DIARY, "child", OWNER));
    assertDone(vaults.share(DIARY, "child", OWNER));

    assertThat(keys.isSharedWith(entry(DIARY).id(), "child")).isTrue();
    assertThat(view(DIARY).sharedWith()).containsExactly("child");
    assertThat(memory.load()).anyMatch(entry -> entry.sharedWith().contains("child"));
    assertThat(trail.lines()).containsOnlyOnce("shared diary");
  }

  @Test
  void share_withTheHouseholdOrTheOwner_isNothingToDo() {
    assertRefused(vaults.share(DIARY, "household", OWNER), Reason.USAGE);
    assertDone(vaults.share(DIARY, "owner", OWNER));
    assertThat(view(DIARY).sharedWith()).isEmpty();
  }

  @Test
  void share_whenTheKeyIsNotGiven_changesNothing() {
    keys.lock(true);
    assertRefused(vaults.share(DIARY, "child", OWNER), Reason.LOCKED);
    keys.lock(false);
    trail.full(true, true);
    assertRefused(vaults.share(DIARY, "child", OWNER), Reason.FAILED);
    assertThat(view(DIARY).sharedWith()).isEmpty();

    trail.full(false, false);
    assertDone(vaults.share(DIARY, "child", OWNER));
  }

  @Test
  void unshare_takesTheKeyFirst() {
    vaults.share(DIARY, "child", OWNER);
    keys.silence(true);
    assertRefused(vaults.unshare(DIARY, "child", OWNER), Reason.UNREACHABLE);
    assertThat(view(DIARY).sharedWith()).containsExactly("child");

    keys.silence(false);
    assertDone(vaults.unshare(DIARY, "child", OWNER));
    assertThat(keys.isSharedWith(entry(DIARY).id(), "child")).isFalse();
    assertThat(view(DIARY).sharedWith()).isEmpty();
    assertThat(trail.lines()).contains("unshared diary");
  }

  @Test
  void mount_byAPerson_usesTheirOwnKey_notTheOwners() {
    vaults.share(DIARY, "child", OWNER);
    vaults.unmount(DIARY, OWNER);
    keys.fetchedFor.clear();
    assertDone(vaults.mount(DIARY, CHILD));
    assertThat(keys.fetchedFor).containsExactly("child");

    vaults.unmount(DIARY, OWNER);
    keys.lock("child", true);
    assertRefused(vaults.mount(DIARY, CHILD), Reason.LOCKED);
    assertDone(vaults.mount(DIARY, OWNER));
  }

  @Test
  void mount_ofTheHouseholds_usesTheHouseholdsKey() {
    vaults.unmount(ALBUM, OWNER);
    keys.fetchedFor.clear();
    assertDone(vaults.mount(ALBUM, CHILD));
    assertThat(keys.fetchedFor).containsExactly("household");
  }

  @Test
  void unmount_byAnother_isNotForever() {
    vaults.unmount(DIARY, CHILD);
    assertThat(view(DIARY).state()).isEqualTo(VaultState.LOCKED);
    assertDone(vaults.mount(DIARY, OWNER));
    assertThat(entry(DIARY).held()).isFalse();
  }

  @Test
  void follow_aSharedVault_isLockedWithTheLastWhoCanOpenIt() {
    vaults.share(DIARY, "child", OWNER);
    follow(Map.of("owner", "1", "child", "2", "household", "3"));
    follow(Map.of("child", "2", "household", "3"));
    assertThat(view(DIARY).state()).isEqualTo(VaultState.MOUNTED);
    assertThat(view(ALBUM).state()).isEqualTo(VaultState.MOUNTED);

    follow(Map.of());
    assertThat(view(DIARY).state()).isEqualTo(VaultState.LOCKED);
    assertThat(view(ALBUM).state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void follow_aSharedVault_isMountedThroughWhoeverUnlocks() {
    vaults.share(DIARY, "child", OWNER);
    follow(Map.of());
    keys.lock("owner", true);
    follow(Map.of("child", "2", "household", "3"));

    await().until(() -> view(DIARY).state() == VaultState.MOUNTED);
    await().until(() -> view(ALBUM).state() == VaultState.MOUNTED);
  }

  @Test
  void follow_whoIsNotAmongTheHolders_mountsNothing() {
    follow(Map.of());
    follow(Map.of("child", "2"));
    assertThat(view(DIARY).state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void lockAllOf_oneUser_leavesWhatOthersHoldOpen() {
    VaultName own = new VaultName("own");
    vaults.create(own, null, "child", CHILD);
    vaults.share(DIARY, "child", OWNER);
    follow(Map.of("owner", "1", "child", "2", "household", "3"));

    vaults.lockAllOf("child", CHILD);
    assertThat(view(own).state()).isEqualTo(VaultState.LOCKED);
    assertThat(view(DIARY).state()).isEqualTo(VaultState.MOUNTED);
    assertThat(view(ALBUM).state()).isEqualTo(VaultState.MOUNTED);

    follow(Map.of("owner", "1", "household", "3"));
    vaults.lockAllOf("owner", OWNER);
    assertThat(vaults.list()).allMatch(vault -> vault.state() == VaultState.LOCKED);
  }

  private void follow(Map<String, String> unlocked) {
    vaults.follow(unlocked, Set.of(), "a", vaults.mark());
  }

  private VaultEntry entry(VaultName name) {
    return vaults.entry(name).orElseThrow();
  }

  private VaultView view(VaultName name) {
    return vaults.list().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertDone(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  private static void assertRefused(Outcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
