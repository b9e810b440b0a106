package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.Hex;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubjectsTest {
  private static final String PASSWORD = "correct horse";

  private final House house = new House();

  @BeforeEach
  void launch() {
    ((UnlockOutcome.Created) house.create(PASSWORD)).kit().close();
  }

  @Test
  void directory_hasEveryUserFromTheStart_withAKeyOfTheirOwn() {
    ((MemberOutcome.Added) house.addUser("child", "battery staple")).kit().close();
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, House.DIARY);
    house.restart();

    Subjects.Directory directory = house.subjects.directory(House.VAULT, null);

    assertThat(directory.subjects())
        .extracting(Subjects.Entry::user)
        .containsExactly("child", "household", "owner");
    try (SecretBytes keys = directory.pseudonymKeys().orElseThrow();
        SecretBytes first = keys.firstBytes(32)) {
      assertThat(keys.sizeBytes()).isEqualTo(3 * 32);
      assertThat(Pseudonym.of(first, "child")).isEqualTo(pseudonym("child", "child"));
    }
    assertThat(house.journal.events().getLast())
        .extracting(AuditEvent::code, AuditEvent::actor, AuditEvent::resource)
        .containsExactly(
            EventCode.KEY_HANDED_OUT,
            "vault-service",
            new Resource("key", "service/vault-service/subjects"));
  }

  @Test
  void directory_askedAgainWithItsState_handsNothingOut() {
    String state = directory().state();
    int recorded = house.journal.events().size();

    Subjects.Directory again = house.subjects.directory(House.VAULT, state);

    assertThat(again.state()).isEqualTo(state);
    assertThat(again.subjects()).isEmpty();
    assertThat(again.pseudonymKeys()).isEmpty();
    assertThat(house.journal.events()).hasSize(recorded);
    forget(PASSWORD);
    assertThat(house.subjects.directory(House.VAULT, state).state()).isNotEqualTo(state);
  }

  @Test
  void directory_notRecorded_isNotHandedOut() {
    house.journal.full(true);
    assertThatThrownBy(() -> house.subjects.directory(House.VAULT, null))
        .isInstanceOf(NotRecorded.class);
  }

  @Test
  void open_whatIsSealedToWhoIsUnlocked_comesWithThePseudonymsThatNamesHave() {
    Subjects.Opening opening = open(subject().id(), box("anna", "diary"), box("diary"));

    assertThat(opened(opening).names())
        .containsOnlyKeys(pseudonym("owner", "anna"), pseudonym("owner", "diary"))
        .containsEntry(pseudonym("owner", "anna"), "anna");
    assertThat(opened(opening).read()).isEqualTo(2);
  }

  @Test
  void open_whileLocked_isLocked_andOfNobody_isUnknown() {
    byte[] box = box("anna");
    house.keyring.lock(House.CLI, null);
    assertThat(open(subject().id(), box)).isEqualTo(new Subjects.Opening.Locked());
    assertThat(open("00".repeat(16), box)).isEqualTo(new Subjects.Opening.Unknown());
  }

  @Test
  void open_whatDoesNotOpen_isPassedOver() {
    ((MemberOutcome.Added) house.addUser("child", "battery staple")).kit().close();
    byte[] others =
        SealedNames.seal(
            Hex.decode(Objects.requireNonNull(house.file("child").subject()).publicKey()),
            List.of("anna"));

    Subjects.Opening opening =
        open(subject().id(), new byte[0], new byte[48], others, box("anna"), new byte[4000]);

    assertThat(opened(opening).names()).containsOnlyKeys(pseudonym("owner", "anna"));
    assertThat(opened(opening).read()).isEqualTo(5);
  }

  @Test
  void open_moreThanFitsIntoOneAnswer_leavesTheRest_andAnyOneBoxFits() {
    byte[] large = box("a".repeat(2000));
    byte[] other = box("b".repeat(2000));
    assertThat(opened(open(subject().id(), large, large, other)).read()).isEqualTo(2);
    byte[] many =
        box(
            java.util.stream.IntStream.range(10, 42)
                .mapToObj(n -> "a".repeat(n))
                .toArray(String[]::new));
    assertThat(opened(open(subject().id(), many)).names()).hasSize(32);
  }

  @Test
  void forget_makesNewKeys_andWhatWasSealedOpensForNobody() {
    byte[] box = box("anna");
    String before = subject().id();
    String pseudonym = pseudonym("owner", "anna");

    SlotOutcome outcome = forget(PASSWORD);

    assertThat(outcome)
        .isEqualTo(new SlotOutcome.SubjectForgotten(java.util.Optional.of(before), subject().id()));
    assertThat(subject().id()).isNotEqualTo(before);
    assertThat(pseudonym("owner", "anna")).isNotEqualTo(pseudonym);
    assertThat(open(before, box)).isEqualTo(new Subjects.Opening.Unknown());
    assertThat(opened(open(subject().id(), box)).names()).isEmpty();
    assertThat(opened(open(subject().id(), box("anna"))).names()).hasSize(1);
    assertThat(house.journal.events().getLast())
        .extracting(AuditEvent::code, AuditEvent::resource)
        .containsExactly(EventCode.KEY_RETIRED, new Resource("key", "subject/" + before));
  }

  @Test
  void forget_withAnotherPassword_orNotRecorded_changesNothing() {
    Subject before = subject();
    assertThat(forget("wrong")).isInstanceOf(ProofRefused.class);
    house.journal.full(true);
    assertThatThrownBy(() -> forget(PASSWORD)).isInstanceOf(NotRecorded.class);
    assertThat(subject()).isEqualTo(before);
  }

  @Test
  void rotate_keepsThePair_underTheNewMasterKeyAlone() {
    byte[] box = box("anna");
    Subject before = subject();
    String pseudonym = pseudonym("owner", "anna");

    ((SlotOutcome.MasterRotated) house.rotate(PASSWORD, "battery staple")).kit().close();

    assertThat(subject().id()).isEqualTo(before.id());
    assertThat(subject().wrapped()).isNotEqualTo(before.wrapped());
    assertThat(opened(open(subject().id(), box)).names()).containsOnlyKeys(pseudonym);
    house.restart();
    house.unlock("battery staple");
    assertThat(opened(open(subject().id(), box)).names()).containsOnlyKeys(pseudonym);
  }

  @Test
  void household_keepsItsPair_whenItGetsAnotherMasterKey() {
    ((MemberOutcome.Added) house.addUser("child", "battery staple")).kit().close();
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, House.DIARY);
    Subject before = Objects.requireNonNull(house.file(Users.HOUSEHOLD).subject());
    byte[] box = SealedNames.seal(Hex.decode(before.publicKey()), List.of("album"));

    assertThat(house.members.remove(House.CLI, "owner", "child", false))
        .isInstanceOf(MemberOutcome.Removed.class);

    Subject after = Objects.requireNonNull(house.file(Users.HOUSEHOLD).subject());
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.wrapped()).isNotEqualTo(before.wrapped());
    assertThat(opened(open(after.id(), box)).names()).containsValue("album");
    assertThat(directory().subjects()).extracting(Subjects.Entry::user).doesNotContain("child");
  }

  @Test
  void unlock_ofAFileOfBeforeThereWereSubjects_makesOne_alsoOfTheHousehold() {
    house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, House.DIARY);
    for (KeyFile file : house.files.readAll()) {
      house.files.write(file.with((Subject) null));
    }
    house.restart();
    assertThat(directory().subjects()).isEmpty();

    house.unlock(PASSWORD);

    assertThat(directory().subjects()).hasSize(2);
    Subject made = subject();
    assertThat(opened(open(made.id(), box("anna"))).names()).hasSize(1);
    house.restart();
    house.unlock(PASSWORD);
    assertThat(subject()).isEqualTo(made);
  }

  private SlotOutcome forget(String password) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      return house.slotChanges.forgetSubject(House.CLI, "owner", new Proof.Password(secret));
    }
  }

  private Subject subject() {
    return Objects.requireNonNull(house.file("owner").subject());
  }

  private String pseudonym(String user, String name) {
    try (SecretBytes key =
        new SubjectKeys(house.installationKey, house.random)
            .pseudonymKey(Objects.requireNonNull(house.file(user).subject()))) {
      return Pseudonym.of(key, name);
    }
  }

  private Subjects.Directory directory() {
    Subjects.Directory directory = house.subjects.directory(House.VAULT, null);
    directory.pseudonymKeys().ifPresent(SecretBytes::close);
    return directory;
  }

  private byte[] box(String... names) {
    return SealedNames.seal(Hex.decode(subject().publicKey()), List.of(names));
  }

  private Subjects.Opening open(String subjectId, byte[]... boxes) {
    return house.subjects.open(subjectId, List.of(boxes), SealedNames.MAX_SIZE_BYTES);
  }

  private static Subjects.Opening.Opened opened(Subjects.Opening opening) {
    return (Subjects.Opening.Opened) opening;
  }
}
