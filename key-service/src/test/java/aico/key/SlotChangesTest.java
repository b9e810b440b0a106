package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotChangesTest {
  private static final String OLD = "correct horse";
  private static final String NEW = "battery staple";

  private final House house = new House();
  private final SecretBytes kit = ((UnlockOutcome.Created) house.create(OLD)).kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void changePassword_theNewOneOpensTheSameKeys_theOldOneNothing() {
    KeyFile before = house.file();

    assertThat(house.changePassword(OLD, NEW)).isEqualTo(new SlotOutcome.PasswordChanged());

    KeyFile after = house.file();
    assertThat(after.generation()).isEqualTo(before.generation() + 1);
    assertThat(after.slots())
        .hasExactlyElementsOfTypes(KeyFile.PasswordSlot.class, KeyFile.RecoverySlot.class);
    assertThat(after.passwordSlot().orElseThrow().salt())
        .isNotEqualTo(before.passwordSlot().orElseThrow().salt());
    assertThat(after.recoverySlot()).isEqualTo(before.recoverySlot());
    assertThat(after.installationKey()).isEqualTo(before.installationKey());
    house.restart();
    assertThat(house.unlock(OLD)).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlock(NEW)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changePassword_vaultKeysStayTheSame() {
    HandOut.Key before = (HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.changePassword(OLD, NEW);
    house.restart();
    house.unlock(NEW);

    HandOut.Key after = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1);
    assertThat(after.key().constantTimeEquals(before.key())).isTrue();
    before.key().close();
    after.key().close();
  }

  @Test
  void changePassword_toTheSameOne_isANewSlotAllTheSame() {
    KeyFile before = house.file();
    house.changePassword(OLD, OLD);
    assertThat(house.file().passwordSlot()).isNotEqualTo(before.passwordSlot());
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changePassword_isRecordedWithWhatProvedIt() {
    house.changePassword(OLD, NEW);
    AuditEvent byPassword = house.journal.events().getLast();
    house.changePassword(new Proof.Kit(kit), "third");
    AuditEvent byKit = house.journal.events().getLast();

    assertThat(List.of(byPassword, byKit))
        .allSatisfy(event -> {
          assertThat(event.code()).isEqualTo(EventCode.KEY_PASSWORD_CHANGED);
          assertThat(event.success()).isTrue();
          assertThat(event.actor()).isEqualTo("cli");
          assertThat(event.resource()).isEqualTo(new Resource("user", "owner"));
        });
    assertThat(byPassword.details())
        .containsEntry("proof", "password")
        .containsEntry("generation", "2");
    assertThat(byKit.details()).containsEntry("proof", "recovery").containsEntry("generation", "3");
  }

  @Test
  void changePassword_withTheKit_whenThePasswordIsForgotten() {
    assertThat(house.changePassword(new Proof.Kit(kit), NEW))
        .isEqualTo(new SlotOutcome.PasswordChanged());
    house.restart();
    assertThat(house.unlock(OLD)).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlock(NEW)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changePassword_whileLocked_staysLocked_andUnlocked_staysUnlocked() {
    String unlockId = String.valueOf(house.keyring.users().getFirst().unlockId());
    house.changePassword(OLD, NEW);
    assertThat(house.keyring.users().getFirst().unlockId()).isEqualTo(unlockId);

    house.keyring.lock(House.CLI, null);
    house.changePassword(NEW, OLD);
    assertThat(house.isUnlocked()).isFalse();
    assertThat(house.events).hasSize(2);
  }

  @Test
  void changePassword_wrongProof_changesNothing_andIsThrottledWithUnlocks() {
    KeyFile before = house.file();
    try (SecretBytes other = SecretBytes.random(32);
        SecretBytes typo = SecretBytes.random(5)) {
      assertThat(house.changePassword("wrong", NEW)).isEqualTo(new ProofRefused.WrongPassword(0));
      assertThat(house.changePassword(new Proof.Kit(other), NEW))
          .isInstanceOf(ProofRefused.WrongKit.class);
      assertThat(house.changePassword(new Proof.Kit(typo), NEW))
          .isEqualTo(new ProofRefused.MistypedKit("words: wrong", 2));
    }
    assertThat(house.unlock(OLD)).isEqualTo(new ProofRefused.Throttled(2));
    assertThat(house.changePassword(OLD, NEW)).isEqualTo(new ProofRefused.Throttled(2));

    assertThat(house.file()).isEqualTo(before);
    assertThat(house.journal.codes())
        .containsExactly(
            EventCode.USER_CREATED,
            EventCode.KEY_UNLOCKED,
            EventCode.AUTH_LOGIN_FAILED,
            EventCode.AUTH_LOGIN_FAILED,
            EventCode.AUTH_LOGIN_FAILED);
  }

  @Test
  void changePassword_withoutAUser_isAWrongPassword() {
    House empty = new House();
    assertThat(empty.changePassword(OLD, NEW)).isEqualTo(new ProofRefused.WrongPassword(0));
    assertThat(empty.renewRecovery(OLD)).isEqualTo(new ProofRefused.WrongPassword(0));
    assertThat(empty.testRecovery(kit)).isEqualTo(new ProofRefused.WrongKit("", 0));
  }

  @Test
  void changes_thatCannotBeRecorded_doNotHappen() {
    KeyFile before = house.file();
    house.journal.full(true);

    assertThatThrownBy(() -> house.changePassword(OLD, NEW)).isInstanceOf(NotRecorded.class);
    assertThatThrownBy(() -> house.renewRecovery(OLD)).isInstanceOf(NotRecorded.class);
    assertThatThrownBy(() -> house.testRecovery(kit)).isInstanceOf(NotRecorded.class);

    house.journal.full(false);
    assertThat(house.file()).isEqualTo(before);
    assertThat(house.slotTestFile.read()).isEmpty();
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changes_onAFullDisk_doNotHappen() {
    house.files.full(true);
    assertThatThrownBy(() -> house.changePassword(OLD, NEW)).isInstanceOf(KeyException.class);
    assertThatThrownBy(() -> house.renewRecovery(OLD)).isInstanceOf(KeyException.class);

    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void changePassword_killedInADerivation_leavesTheOldOne(int derivation) {
    KeyFile before = house.file();
    int last = house.derivation.calls() + derivation;
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == last) {
        throw new IllegalStateException("killed");
      }
    });
    assertThatThrownBy(() -> house.changePassword(OLD, NEW)).hasMessage("killed");

    house.derivation.meanwhile(() -> {});
    house.restart();
    assertThat(house.file()).isEqualTo(before);
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changePassword_withoutMemory_changesNothing_andIsNotHeldAgainstTheOwner() {
    house.derivation.outOfMemory(true);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> house.changePassword(OLD, NEW))
          .isInstanceOf(DerivationRefused.class);
    }
    house.derivation.outOfMemory(false);
    assertThat(house.changePassword(OLD, NEW)).isEqualTo(new SlotOutcome.PasswordChanged());
  }

  @Test
  void changePassword_whileAVaultIsAdded_losesNeither() {
    int derivations = house.derivation.calls();
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 1) {
        ((HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", House.DIARY)).key().close();
      }
    });

    assertThat(house.changePassword(OLD, NEW)).isEqualTo(new SlotOutcome.PasswordChanged());

    assertThat(house.file().vault(House.DIARY)).isPresent();
    house.restart();
    assertThat(house.unlock(NEW)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void changePassword_whileAnotherChangeIsUnderWay_doesNotUndoIt() {
    int derivations = house.derivation.calls();
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 2) {
        house.changePassword(OLD, "meanwhile");
      }
    });

    assertThat(house.changePassword(OLD, NEW)).isEqualTo(new SlotOutcome.ChangedMeanwhile());

    house.derivation.meanwhile(() -> {});
    assertThat(house.unlock(NEW)).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlock("meanwhile")).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void testRecovery_changesNothingButItsDate_lockedOrUnlocked() {
    KeyFile before = house.file();
    String slotId = before.recoverySlot().orElseThrow().id();
    assertThat(house.slotTests.last("owner", slotId)).isEmpty();

    assertThat(house.testRecovery(kit)).isEqualTo(new SlotOutcome.Tested(slotId, house.now));
    assertThat(house.isUnlocked()).isTrue();

    house.restart();
    Instant later = house.now.plusSeconds(86_400);
    house.now = later.plusMillis(7);
    assertThat(house.slotTests.last("owner", slotId)).contains(later.minusSeconds(86_400));
    assertThat(house.testRecovery(kit)).isEqualTo(new SlotOutcome.Tested(slotId, later));
    assertThat(house.isUnlocked()).isFalse();

    assertThat(house.slotTests.last("owner", slotId)).contains(later);
    assertThat(house.file()).isEqualTo(before);
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.KEY_RECOVERY_TESTED);
    assertThat(house.journal.events().getLast().resource())
        .isEqualTo(new Resource("key", "recovery/" + slotId));
  }

  @Test
  void testRecovery_wrongKit_keepsNoDate_andIsThrottledWithUnlocks() {
    try (SecretBytes other = SecretBytes.random(32)) {
      house.testRecovery(other);
      house.testRecovery(other);
      assertThat(house.testRecovery(other))
          .isInstanceOfSatisfying(
              ProofRefused.WrongKit.class, wrong -> assertThat(wrong.retryAfterS()).isEqualTo(2));
    }
    assertThat(house.unlock(OLD)).isEqualTo(new ProofRefused.Throttled(2));
    assertThat(house.slotTestFile.read()).isEmpty();
  }

  @Test
  void testRecovery_thatCannotBeKept_doesNotCount() {
    house.slotTestFile.full(true);
    assertThatThrownBy(() -> house.testRecovery(kit)).isInstanceOf(KeyException.class);
    assertThat(house.slotTests.last("owner", house.file().recoverySlot().orElseThrow().id()))
        .isEmpty();
  }

  @Test
  void renewRecovery_theNewKitOpensTheSameKeys_theOldOneNothing() {
    house.testRecovery(kit);
    KeyFile before = house.file();

    SlotOutcome.Renewed renewed = (SlotOutcome.Renewed) house.renewRecovery(OLD);

    KeyFile after = house.file();
    assertThat(after.generation()).isEqualTo(before.generation() + 1);
    assertThat(after.passwordSlot()).isEqualTo(before.passwordSlot());
    assertThat(after.recoverySlot().orElseThrow().id()).isEqualTo(renewed.slotId());
    assertThat(house.slotTests.last("owner", renewed.slotId())).isEmpty();
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.KEY_RECOVERY_RENEWED);
    assertThat(house.journal.events().getLast().resource())
        .isEqualTo(new Resource("key", "recovery/" + renewed.slotId()));
    house.restart();
    assertThat(house.unlockWithKit(kit)).isEqualTo(new ProofRefused.WrongKit(renewed.slotId(), 0));
    try (SecretBytes fresh = renewed.kit()) {
      assertThat(house.unlockWithKit(fresh)).isInstanceOf(UnlockOutcome.Unlocked.class);
    }
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void renewRecovery_wrongPassword_leavesTheKit() {
    KeyFile before = house.file();
    assertThat(house.renewRecovery("wrong")).isEqualTo(new ProofRefused.WrongPassword(0));
    assertThat(house.file()).isEqualTo(before);
    assertThat(house.testRecovery(kit)).isInstanceOf(SlotOutcome.Tested.class);
  }
}
