package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final String ALBUM = "a1".repeat(16);

  private final House house = new House();

  @BeforeEach
  void launch() {
    house.create("correct horse");
  }

  @Test
  void add_makesALockedUser_whoUnlocksWithTheirOwnPasswordAndKit() {
    MemberOutcome.Added added = (MemberOutcome.Added) house.addUser("child", "battery staple");

    assertThat(house.isUnlocked("child")).isFalse();
    AuditEvent event = house.journal.events().getLast();
    assertThat(event.code()).isEqualTo(EventCode.USER_CREATED);
    assertThat(event.user()).isEqualTo("owner");
    assertThat(event.resource()).hasFieldOrPropertyWithValue("name", "child");

    assertThat(house.unlock("child", "correct horse"))
        .isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlock("child", "battery staple")).isInstanceOf(UnlockOutcome.Unlocked.class);
    house.restart();
    assertThat(house.unlocking.unlock(House.CLI, "child", new Proof.Kit(added.kit()), House.NONCE))
        .isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.isUnlocked("owner")).isFalse();
  }

  @Test
  void add_nameThatIsTaken_isRefused() {
    house.addUser("child", "battery staple");
    assertThat(house.addUser("child", "other")).isEqualTo(new MemberOutcome.NameTaken());
    assertThat(house.addUser("owner", "other")).isEqualTo(new MemberOutcome.NameTaken());
    assertThat(house.addUser("household", "other")).isEqualTo(new MemberOutcome.NameTaken());
  }

  @Test
  void add_moreThanThereMayBe_isRefused() {
    for (int i = 1; i < Users.LIMIT; i++) {
      assertThat(house.addUser("user-" + i, "pw")).isInstanceOf(MemberOutcome.Added.class);
    }
    assertThat(house.addUser("one-more", "pw"))
        .isEqualTo(new MemberOutcome.TooManyUsers(Users.LIMIT));
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
  }

  @Test
  void add_notRecorded_makesNobody() {
    house.journal.full(true);
    assertThatThrownBy(() -> house.addUser("child", "pw")).isInstanceOf(NotRecorded.class);
    assertThat(house.keyring.users()).hasSize(1);
  }

  @Test
  void create_besideAnOwner_isRefusedEvenForAUserOfThatName() {
    house.addUser("child", "battery staple");
    try (SecretBytes password = CountedRandomness.secretOf("battery staple")) {
      assertThat(house.unlocking.create(House.CLI, "child", password, House.NONCE))
          .isInstanceOf(UnlockOutcome.UserExists.class);
    }
  }

  @Test
  void create_asTheHousehold_isRefused() {
    House empty = new House();
    try (SecretBytes password = CountedRandomness.secretOf("pw")) {
      assertThat(empty.unlocking.create(House.CLI, "household", password, House.NONCE))
          .isInstanceOf(UnlockOutcome.UserExists.class);
    }
  }

  @Test
  void throttle_ofOneUser_doesNotKeepAnotherOut() {
    house.addUser("child", "battery staple");
    house.restart();
    for (int i = 0; i < 8; i++) {
      house.unlock("child", "guess");
    }
    assertThat(house.unlock("child", "battery staple")).isInstanceOf(ProofRefused.Throttled.class);

    assertThat(house.unlock("owner", "correct horse")).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void household_isMadeWithItsFirstVault_andOpensWithAnyUser() {
    house.addUser("child", "battery staple");
    assertThat(house.keyring.users()).hasSize(2);

    HandOut.Key album = key(house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM));
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    house.keyring.lock(House.CLI, "owner");
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isFalse();

    // The child was locked when it was made: a letter waits, and is gone once it was taken in.
    assertThat(house.file("child").householdLetters()).hasSize(1);
    house.unlock("child", "battery staple");
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    assertThat(house.file("child").letters()).isEmpty();
    assertThat(house.file("household").slots()).hasSize(2);
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();

    house.restart();
    house.unlock("child", "battery staple");
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
  }

  @Test
  void household_staysOpenUntilTheLastUserLocks() {
    house.addUser("child", "battery staple");
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    house.unlock("child", "battery staple");

    house.keyring.lock(House.CLI, "owner");
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    house.keyring.lock(House.CLI, "nobody");
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();

    house.keyring.lock(House.CLI, "child");
    assertThat(house.keyring.users()).allMatch(user -> user.unlockId() == null);
    assertThat(house.events).anyMatch(event -> event.startsWith("locked household "));
  }

  @Test
  void household_whoIsAddedLater_opensItToo() {
    HandOut.Key album = key(house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM));
    house.addUser("child", "battery staple");
    house.restart();

    house.unlock("child", "battery staple");

    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
  }

  @Test
  void household_whileNobodyIsUnlocked_isNeitherMadeNorOpen() {
    house.keyring.lock(House.CLI, null);
    assertThat(house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM))
        .isInstanceOf(HandOut.Locked.class);
    assertThat(house.keyring.users()).hasSize(1);
  }

  @Test
  void household_noPasswordOpensIt() {
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    assertThat(house.unlock("household", "correct horse"))
        .isInstanceOf(ProofRefused.WrongPassword.class);
  }

  @Test
  void household_whoseOpeningCannotBeRecorded_staysClosed() {
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    house.restart();
    house.journal.fullAfter(1);

    assertThatThrownBy(() -> house.unlock("correct horse")).isInstanceOf(NotRecorded.class);
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isFalse();
  }

  @Test
  void box_ofAnOldFile_isMadeAtTheNextUnlock() {
    KeyFile file = house.file();
    house.files.write(
        new KeyFile(
            file.user(),
            file.generation(),
            file.created(),
            file.slots(),
            file.epochs(),
            file.vaults(),
            file.installationKey()));
    house.restart();

    house.unlock("correct horse");

    assertThat(house.file().box()).isNotNull();
    assertThat(house.file().subject()).isNotNull();
    assertThat(house.file().generation()).isEqualTo(file.generation() + 2);
  }

  @Test
  void remove_destroysTheKeys_andGivesTheHouseholdOneThatTheyNeverHad() {
    house.addUser("child", "battery staple");
    house.addUser("grandma", "old oak");
    HandOut.Key album = key(house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM));
    house.unlock("child", "battery staple");
    house.keyring.lock(House.CLI, "owner");
    house.unlock("owner", "correct horse");
    KeyFile before = house.file("household");
    String subject = Objects.requireNonNull(house.file("child").subject()).id();

    assertThat(house.members.remove(House.CLI, "owner", "child", false))
        .isEqualTo(new MemberOutcome.Removed());

    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    assertThat(house.files.readAll())
        .extracting(KeyFile::user)
        .containsExactly("grandma", "household", "owner");
    assertThat(house.file("household").memberSlot("child")).isEmpty();
    assertThat(house.file("household").vaults()).doesNotContainAnyElementsOf(before.vaults());
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.USER_REMOVED);
    assertThat(house.journal.events())
        .filteredOn(event -> event.code() == EventCode.KEY_RETIRED)
        .extracting(AuditEvent::resource)
        .contains(new Resource("key", "subject/" + subject));
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
    assertThat(house.unlock("child", "battery staple"))
        .isInstanceOf(ProofRefused.WrongPassword.class);

    // Grandma was locked all the time, and the owner starts anew: both open what there is now.
    house.restart();
    house.unlock("grandma", "old oak");
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
    house.restart();
    house.unlock("owner", "correct horse");
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
  }

  @Test
  void remove_withVaultsThatNobodyElseOpens_isRefusedUnlessSaid() {
    house.addUser("child", "battery staple");
    house.unlock("child", "battery staple");
    house.vaultKeys.create(House.VAULT, "child", House.DIARY);

    assertThat(house.members.remove(House.CLI, "owner", "child", false))
        .isEqualTo(new MemberOutcome.WouldLose(1));
    assertThat(house.isUnlocked("child")).isTrue();

    assertThat(house.members.remove(House.CLI, "owner", "child", true))
        .isEqualTo(new MemberOutcome.Removed());
  }

  @Test
  void remove_whoseVaultsAreShared_losesNothing() {
    house.addUser("child", "battery staple");
    house.unlock("child", "battery staple");
    house.vaultKeys.create(House.VAULT, "child", House.DIARY);
    house.vaultShares.share(House.VAULT, "child", House.DIARY, "owner");

    assertThat(house.members.remove(House.CLI, "owner", "child", false))
        .isEqualTo(new MemberOutcome.Removed());
    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
        .isInstanceOf(HandOut.Key.class);
  }

  @Test
  void remove_theOwner_theHouseholdAndStrangers_isRefused() {
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    assertThat(house.members.remove(House.CLI, "owner", "owner", true))
        .isEqualTo(new MemberOutcome.OwnerStays());
    assertThat(house.members.remove(House.CLI, "owner", "household", true))
        .isEqualTo(new MemberOutcome.UnknownUser());
    assertThat(house.members.remove(House.CLI, "owner", "stranger", true))
        .isEqualTo(new MemberOutcome.UnknownUser());
  }

  @Test
  void remove_withoutMemoryForTheHousehold_changesNothing() {
    house.addUser("child", "battery staple");
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    var before = house.files.readAll();
    house.derivation.outOfMemory(true);

    assertThatThrownBy(() -> house.members.remove(House.CLI, "owner", "child", false))
        .isInstanceOf(DerivationRefused.class);
    assertThat(house.files.readAll()).isEqualTo(before);
  }

  @Test
  void remove_whileTheHouseholdIsLocked_isRefused() {
    house.addUser("child", "battery staple");
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    house.keyring.lock(House.CLI, null);

    assertThat(house.members.remove(House.CLI, "owner", "child", false))
        .isEqualTo(new MemberOutcome.Locked());
    assertThat(house.addUser("grandma", "old oak")).isEqualTo(new MemberOutcome.Locked());
  }

  /** A new master key of a member does not shut them out, unlocked or not. */
  @Test
  void household_opensAfterAMasterRotation() {
    house.addUser("child", "battery staple");
    HandOut.Key album = key(house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM));
    house.rotate("correct horse", null);
    house.restart();
    house.unlock("correct horse");
    assertThat(house.file("owner").letters()).isEmpty();
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();

    house.restart();
    house.rotate("correct horse", "new horse");
    house.unlock("new horse");
    assertThat(same(album, house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1))).isTrue();
    assertThat(house.file("owner").letters()).isEmpty();
  }

  @Test
  void household_opensWithAnUnattendedMember() {
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM);
    house.addUnattended("correct horse");
    house.restart();
    assertThat(house.unattendedStart.open()).isEmpty();
    assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    assertThat(house.unattendedStart.rehearse().users()).hasSize(1);
  }

  private static HandOut.Key key(HandOut outcome) {
    assertThat(outcome).isInstanceOf(HandOut.Key.class);
    return (HandOut.Key) outcome;
  }

  private static boolean same(HandOut.Key expected, HandOut actual) {
    return key(actual).key().constantTimeEquals(expected.key());
  }
}
