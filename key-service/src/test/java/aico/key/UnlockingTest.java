package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnlockingTest {
  private final House house = new House();

  @Test
  void create_firstLaunch_makesTwoSlotsAndUnlocks() {
    UnlockOutcome outcome = house.create("correct horse");

    assertThat(outcome).isInstanceOf(UnlockOutcome.Created.class);
    assertThat(house.isUnlocked()).isTrue();
    assertThat(house.files.readAll().getFirst().slots())
        .hasExactlyElementsOfTypes(KeyFile.PasswordSlot.class, KeyFile.RecoverySlot.class);
    assertThat(house.journal.codes())
        .containsExactly(EventCode.USER_CREATED, EventCode.KEY_UNLOCKED);
    assertThat(house.events).hasSize(1).first().asString().startsWith("unlocked owner ");
  }

  @Test
  void create_kit_opensTheMasterKeyThatThePasswordOpens() {
    UnlockOutcome.Created created = (UnlockOutcome.Created) house.create("correct horse");
    KeyFile file = house.files.readAll().getFirst();
    Slots slots = new Slots(house.derivation, house.random);

    try (SecretBytes password = CountedRandomness.secretOf("correct horse")) {
      Optional<SecretBytes> byPassword = slots.open(file.passwordSlot().orElseThrow(), password);
      Optional<SecretBytes> byKit = slots.open(file.recoverySlot().orElseThrow(), created.kit());
      assertThat(byPassword.orElseThrow().constantTimeEquals(byKit.orElseThrow())).isTrue();
    }
  }

  @Test
  void create_installationKey_isWrappedUnderTheMasterKey() {
    house.create("correct horse");
    KeyFile file = house.files.readAll().getFirst();
    Slots slots = new Slots(house.derivation, house.random);

    try (SecretBytes password = CountedRandomness.secretOf("correct horse");
        SecretBytes master = slots.open(file.passwordSlot().orElseThrow(), password).orElseThrow();
        SecretBytes wrappingKey =
            InstallationKey.hkdf(master, file.installationKey().salt(), "aico installation key");
        SecretBytes opened = file.installationKey().wrapped().openedBy(wrappingKey).orElseThrow();
        InstallationKey again = InstallationKey.of(opened.copy(), "ee".repeat(16));
        SecretBytes derived = again.derive("aa", "x");
        SecretBytes expected = house.installationKey.derive("aa", "x")) {
      assertThat(derived.constantTimeEquals(expected)).isTrue();
    }
  }

  @Test
  void create_withVaults_isRefused() {
    house.create("correct horse");
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);

    assertThat(house.create("correct horse")).isInstanceOf(UnlockOutcome.UserExists.class);
  }

  @Test
  void create_anotherUser_isRefused() {
    house.create("correct horse");
    try (SecretBytes password = CountedRandomness.secretOf("correct horse")) {
      assertThat(house.unlocking.create(House.CLI, "mallory", password, House.NONCE))
          .isInstanceOf(UnlockOutcome.UserExists.class);
    }
  }

  @Test
  void create_againBeforeThereIsAVault_replacesTheLostKit() {
    UnlockOutcome.Created lost = (UnlockOutcome.Created) house.create("correct horse");
    UnlockOutcome.Created again = (UnlockOutcome.Created) house.create("correct horse");
    KeyFile file = house.files.readAll().getFirst();
    Slots slots = new Slots(house.derivation, house.random);

    assertThat(file.generation()).isEqualTo(2);
    assertThat(file.slots()).hasSize(2);
    assertThat(slots.open(file.recoverySlot().orElseThrow(), lost.kit())).isEmpty();
    assertThat(slots.open(file.recoverySlot().orElseThrow(), again.kit())).isPresent();
    assertThat(again.unlockId()).isEqualTo(lost.unlockId());
  }

  @Test
  void create_againWithAnotherPassword_isRefusedAndCounted() {
    house.create("correct horse");
    KeyFile before = house.files.readAll().getFirst();

    assertThat(house.create("battery staple")).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.files.readAll()).containsExactly(before);
  }

  @Test
  void create_notRecorded_makesNothing() {
    house.journal.full(true);

    assertThatThrownBy(() -> house.create("correct horse")).isInstanceOf(NotRecorded.class);
    assertThat(house.files.readAll()).isEmpty();
    assertThat(house.keyring.users()).isEmpty();
  }

  @Test
  void create_diskFull_makesNothing() {
    house.files.full(true);

    assertThatThrownBy(() -> house.create("correct horse")).isInstanceOf(KeyException.class);
    assertThat(house.keyring.users()).isEmpty();
  }

  @Test
  void unlock_afterRestart_givesANewUnlockId() {
    UnlockOutcome.Created created = (UnlockOutcome.Created) house.create("correct horse");
    house.restart();
    assertThat(house.isUnlocked()).isFalse();

    UnlockOutcome.Unlocked unlocked = (UnlockOutcome.Unlocked) house.unlock("correct horse");

    assertThat(unlocked.unlockId()).isNotEqualTo(created.unlockId());
    assertThat(unlocked.attestation())
        .isEqualTo("attested " + unlocked.unlockId() + " " + House.NONCE);
  }

  @Test
  void unlock_ofTheUnlocked_keepsTheUnlockIdAndSaysNothingOnTheBus() {
    UnlockOutcome.Created created = (UnlockOutcome.Created) house.create("correct horse");

    UnlockOutcome.Unlocked again = (UnlockOutcome.Unlocked) house.unlock("correct horse");

    assertThat(again.unlockId()).isEqualTo(created.unlockId());
    assertThat(house.events).hasSize(1);
    assertThat(house.unlock("wrong")).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.isUnlocked()).isTrue();
  }

  @Test
  void unlock_wrongPassword_changesNothingAndIsRecorded() {
    house.create("correct horse");
    house.restart();
    KeyFile before = house.files.readAll().getFirst();

    assertThat(house.unlock("wrong")).isEqualTo(new ProofRefused.WrongPassword(0));

    assertThat(house.files.readAll()).containsExactly(before);
    assertThat(house.isUnlocked()).isFalse();
    AuditEvent event = house.journal.events().getLast();
    assertThat(event.code()).isEqualTo(EventCode.AUTH_LOGIN_FAILED);
    assertThat(event.success()).isFalse();
    assertThat(event.actor()).isEqualTo("cli");
  }

  @Test
  void unlock_manyWrongPasswords_isThrottledAcrossARestart() {
    house.create("correct horse");
    house.restart();
    house.unlock("wrong 1");
    house.unlock("wrong 2");
    assertThat(house.unlock("wrong 3")).isEqualTo(new ProofRefused.WrongPassword(2));

    house.restart();
    int derivations = house.derivation.calls();
    assertThat(house.unlock("correct horse")).isEqualTo(new ProofRefused.Throttled(2));
    assertThat(house.derivation.calls()).isEqualTo(derivations);

    house.now = house.now.plusSeconds(2);
    assertThat(house.unlock("correct horse")).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.throttleFile.read()).isEmpty();
  }

  /** Or the trail would show one attempt a minute, however many there were. */
  @Test
  void attemptsThatAreMadeToWait_areToldOfWithTheNextThatIsNot() {
    house.create("correct horse");
    for (int i = 0; i < 10; i++) {
      house.unlock("wrong");
    }
    house.now = house.now.plusSeconds(2);
    house.unlock("wrong");
    assertThat(failures()).hasSize(4).last().isEqualTo("wrong password, throttled 7");

    house.unlock("correct horse");
    house.now = house.now.plusSeconds(60);
    assertThat(house.unlock("correct horse")).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(failures()).hasSize(5).last().isEqualTo("made to wait, throttled 1");
    house.unlock("correct horse");
    assertThat(failures()).hasSize(5);
  }

  private List<String> failures() {
    return house.journal.events().stream()
        .filter(event -> event.code() == EventCode.AUTH_LOGIN_FAILED)
        .map(event ->
            event.details().get("reason") + ", throttled " + event.details().get("throttled"))
        .toList();
  }

  @Test
  void unlock_killedInTheMiddle_isCharged() {
    house.create("correct horse");
    house.derivation.meanwhile(() -> {
      throw new IllegalStateException("killed");
    });
    assertThatThrownBy(() -> house.unlock("guess")).hasMessage("killed");

    assertThat(house.throttleFile.read())
        .hasEntrySatisfying("owner", failures -> assertThat(failures.count()).isEqualTo(1));
  }

  @Test
  void unlock_unknownUser_isAWrongPasswordWithoutDerivation() {
    assertThat(house.unlock("nobody", "correct horse"))
        .isEqualTo(new ProofRefused.WrongPassword(0));
    assertThat(house.derivation.calls()).isZero();
    assertThat(house.throttleFile.read()).isEmpty();
  }

  @Test
  void unlock_notRecorded_staysLocked() {
    house.create("correct horse");
    house.restart();
    house.journal.full(true);

    assertThatThrownBy(() -> house.unlock("correct horse")).isInstanceOf(NotRecorded.class);
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void unlock_withoutMemory_isNotHeldAgainstTheOwner() {
    house.create("correct horse");
    house.restart();
    house.derivation.outOfMemory(true);

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> house.unlock("correct horse"))
          .isInstanceOf(DerivationRefused.class)
          .hasMessageContaining("memory: 1 KiB");
    }

    house.derivation.outOfMemory(false);
    assertThat(house.unlock("correct horse")).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void lock_whileAnUnlockIsUnderWay_wins() {
    house.create("correct horse");
    house.restart();
    house.derivation.meanwhile(() -> house.keyring.lock(House.CLI, null));

    assertThat(house.unlock("correct horse")).isInstanceOf(UnlockOutcome.LockedMeanwhile.class);
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void lock_thatCannotBeRecorded_takesPlaceAllTheSame() {
    house.create("correct horse");
    house.journal.full(true);

    house.keyring.lock(House.CLI, "owner");

    assertThat(house.isUnlocked()).isFalse();
    assertThat(house.events.getLast()).startsWith("locked owner ");
  }

  @Test
  void lock_twice_recordsOnce() {
    house.create("correct horse");

    house.keyring.lock(House.CLI, null);
    house.keyring.lock(House.CLI, null);

    assertThat(house.journal.codes())
        .containsExactly(EventCode.USER_CREATED, EventCode.KEY_UNLOCKED, EventCode.KEY_LOCKED);
  }

  @Test
  void lock_ofAnotherUser_leavesTheOwnerUnlocked() {
    house.create("correct horse");
    house.keyring.lock(House.CLI, "somebody");
    assertThat(house.isUnlocked()).isTrue();
  }

  @Test
  void unlockWithKit_opensTheSameKeys_andTheEventSaysWhichSlot() {
    try (SecretBytes kit = ((UnlockOutcome.Created) house.create("correct horse")).kit()) {
      house.restart();

      UnlockOutcome.Unlocked unlocked = (UnlockOutcome.Unlocked) house.unlockWithKit(kit);

      assertThat(house.isUnlocked()).isTrue();
      assertThat(unlocked.attestation())
          .isEqualTo("attested " + unlocked.unlockId() + " " + House.NONCE);
      assertThat(house.events.getLast()).isEqualTo("unlocked owner " + unlocked.unlockId());
      assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.KEY_UNLOCKED);
      assertThat(house.journal.events().getLast().details()).containsEntry("slot", "recovery");
      assertThat(house.throttleFile.read()).isEmpty();
      assertThat(house.vaultKeys.create(House.VAULT, "owner", House.DIARY))
          .isInstanceOf(HandOut.Key.class);
    }
  }

  @Test
  void unlockWithKit_ofAnotherKey_isRefusedNamingTheRightOne() {
    house.create("correct horse");
    house.restart();
    KeyFile before = house.files.readAll().getFirst();
    int derivations = house.derivation.calls();

    try (SecretBytes other = SecretBytes.random(32)) {
      assertThat(house.unlockWithKit(other))
          .isEqualTo(new ProofRefused.WrongKit(before.recoverySlot().orElseThrow().id(), 0));
    }

    assertThat(house.isUnlocked()).isFalse();
    assertThat(house.files.readAll()).containsExactly(before);
    assertThat(house.derivation.calls()).isEqualTo(derivations);
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.AUTH_LOGIN_FAILED);
    assertThat(house.journal.events().getLast().details())
        .containsEntry("reason", "wrong recovery kit");
  }

  @Test
  void unlockWithKit_mistyped_isRecordedAndThrottledLikeAPassword() {
    try (SecretBytes kit = ((UnlockOutcome.Created) house.create("correct horse")).kit();
        SecretBytes typo = SecretBytes.random(31)) {
      house.restart();
      house.unlock("wrong");
      assertThat(house.unlockWithKit(typo))
          .isEqualTo(new ProofRefused.MistypedKit("words: wrong", 0));
      assertThat(house.unlockWithKit(typo))
          .isEqualTo(new ProofRefused.MistypedKit("words: wrong", 2));
      assertThat(house.journal.events().getLast().details())
          .containsEntry("reason", "mistyped recovery kit");

      assertThat(house.unlockWithKit(typo)).isEqualTo(new ProofRefused.Throttled(2));
      assertThat(house.unlock("correct horse")).isEqualTo(new ProofRefused.Throttled(2));

      assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
      assertThat(house.throttleFile.read()).isEmpty();
    }
  }

  @Test
  void unlockWithKit_beforeThereIsAUser_isAWrongKit() {
    try (SecretBytes kit = SecretBytes.random(32)) {
      assertThat(house.unlockWithKit(kit)).isEqualTo(new ProofRefused.WrongKit("", 0));
    }
  }

  @Test
  void unlockWithKit_notRecorded_staysLocked() {
    try (SecretBytes kit = ((UnlockOutcome.Created) house.create("correct horse")).kit()) {
      house.restart();
      house.journal.full(true);

      assertThatThrownBy(() -> house.unlockWithKit(kit)).isInstanceOf(NotRecorded.class);
      assertThat(house.isUnlocked()).isFalse();
    }
  }
}
