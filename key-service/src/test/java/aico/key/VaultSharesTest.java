package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.key.VaultShares.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultSharesTest {
  private final House house = new House();
  private HandOut.Key diary = new HandOut.Key(CountedRandomness.secretOf("x"), 1);

  @BeforeEach
  void launch() {
    house.create("correct horse");
    house.addUser("child", "battery staple");
    diary = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));
  }

  @Test
  void share_withALockedUser_isTakenInAtTheFirstUse() {
    assertThat(share("child")).isEqualTo(Outcome.DONE);
    assertThat(house.file("child").vaults()).isEmpty();
    assertThat(house.file("child").letter(House.DIARY, 1)).isPresent();
    assertThat(get("child")).isInstanceOf(HandOut.Locked.class);

    house.restart();
    house.unlock("child", "battery staple");
    assertThat(key(get("child")).key().constantTimeEquals(diary.key())).isTrue();

    assertThat(house.file("child").letters()).isEmpty();
    assertThat(house.file("child").vault(House.DIARY, 1)).isPresent();
    assertThat(key(get("child")).key().constantTimeEquals(diary.key())).isTrue();
    assertThat(get("owner")).isInstanceOf(HandOut.Locked.class);
  }

  @Test
  void share_twice_isOneLetter() {
    share("child");
    KeyFile once = house.file("child");
    assertThat(share("child")).isEqualTo(Outcome.DONE);
    assertThat(house.file("child")).isEqualTo(once);
  }

  @Test
  void share_whatCannotBe_saysWhy() {
    assertThat(share("stranger")).isEqualTo(Outcome.UNKNOWN_USER);
    assertThat(share("household")).isEqualTo(Outcome.UNKNOWN_USER);
    assertThat(house.vaultShares.share(House.VAULT, "owner", "99".repeat(16), "child"))
        .isEqualTo(Outcome.UNKNOWN_VAULT);
    assertThat(house.vaultShares.share(House.VAULT, "child", House.DIARY, "owner"))
        .isEqualTo(Outcome.LOCKED);
    house.journal.full(true);
    assertThatThrownBy(() -> share("child")).isInstanceOf(NotRecorded.class);
    assertThat(house.file("child").letters()).isEmpty();
  }

  @Test
  void share_withAnOldFile_asksForOneUnlock() {
    KeyFile child = house.file("child");
    house.files.write(
        new KeyFile(
            child.user(),
            child.generation(),
            child.created(),
            child.slots(),
            child.epochs(),
            child.vaults(),
            child.installationKey()));
    house.restart();
    house.unlock("correct horse");

    assertThat(share("child")).isEqualTo(Outcome.NO_BOX);
  }

  @Test
  void takeIn_withoutMemory_waits() {
    share("child");
    house.unlock("child", "battery staple");
    house.derivation.outOfMemory(true);
    assertThatThrownBy(() -> get("child")).isInstanceOf(DerivationRefused.class);

    house.derivation.outOfMemory(false);
    assertThat(get("child")).isInstanceOf(HandOut.Key.class);
  }

  @Test
  void takeIn_notRecorded_waits() {
    share("child");
    house.unlock("child", "battery staple");
    house.journal.full(true);
    assertThatThrownBy(() -> get("child")).isInstanceOf(NotRecorded.class);
    assertThat(house.file("child").letter(House.DIARY, 1)).isPresent();
  }

  @Test
  void takeIn_ofALetterToAnotherBox_isRefused() {
    share("child");
    house.addUser("mallory", "pw");
    KeyFile stolen = house.file("mallory").with(house.file("child").letters().getFirst());
    house.files.write(stolen);
    house.restart();
    house.unlock("mallory", "pw");

    assertThatThrownBy(() -> get("mallory"))
        .isInstanceOf(KeyException.class)
        .hasMessage("letter: not sealed to this user's box");
  }

  @Test
  void rotate_givesEveryHolderTheNewKey_andRetireTakesEveryOldOne() {
    share("child");
    HandOut.Key next = key(house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2));
    assertThat(house.file("child").letter(House.DIARY, 2)).isPresent();
    // Interrupted and asked again, nobody gets two.
    house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2);
    assertThat(house.file("child").letters()).hasSize(2);

    assertThat(house.vaultKeys.retireBefore(House.VAULT, "owner", House.DIARY, 2)).isTrue();

    house.unlock("child", "battery staple");
    assertThat(get("child")).isInstanceOf(HandOut.UnknownVault.class);
    HandOut.Key theirs = key(house.vaultKeys.get(House.VAULT, "child", House.DIARY, 2));
    assertThat(theirs.key().constantTimeEquals(next.key())).isTrue();
    assertThat(get("owner")).isInstanceOf(HandOut.UnknownVault.class);
  }

  @Test
  void rotate_byWhoHasOnlyALetter_takesItInFirst() {
    share("child");
    house.unlock("child", "battery staple");
    HandOut.Key next = key(house.vaultKeys.rotate(House.VAULT, "child", House.DIARY, 2));

    HandOut.Key owners = key(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 2));
    assertThat(owners.key().constantTimeEquals(next.key())).isTrue();
  }

  @Test
  void unshare_destroysWraps_andTheNextRotationLeavesNothingForThem() {
    share("child");
    house.unlock("child", "battery staple");
    get("child");

    assertThat(house.vaultShares.unshare(House.VAULT, House.DIARY, "child"))
        .isEqualTo(Outcome.DONE);
    house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2);

    assertThat(house.file("child").holds(House.DIARY)).isFalse();
    assertThat(get("child")).isInstanceOf(HandOut.UnknownVault.class);
    assertThat(get("owner")).isInstanceOf(HandOut.Key.class);
    assertThat(house.vaultShares.unshare(House.VAULT, House.DIARY, "child"))
        .isEqualTo(Outcome.DONE);
  }

  @Test
  void unshare_theLastWhoHasTheKey_isRefused() {
    assertThat(house.vaultShares.unshare(House.VAULT, House.DIARY, "owner"))
        .isEqualTo(Outcome.LAST_HOLDER);
    assertThat(get("owner")).isInstanceOf(HandOut.Key.class);
  }

  private Outcome share(String member) {
    return house.vaultShares.share(House.VAULT, "owner", House.DIARY, member);
  }

  private HandOut get(String user) {
    return house.vaultKeys.get(House.VAULT, user, House.DIARY, 1);
  }

  private static HandOut.Key key(HandOut outcome) {
    assertThat(outcome).isInstanceOf(HandOut.Key.class);
    return (HandOut.Key) outcome;
  }
}
