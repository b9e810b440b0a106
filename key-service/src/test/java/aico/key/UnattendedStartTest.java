package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.key.UnattendedStart.Rehearsal;
import aico.key.UnattendedStart.UserStart;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnattendedStartTest {
  private static final String PASSWORD = "correct horse";

  private final House house = new House();

  @BeforeEach
  void create() {
    ((UnlockOutcome.Created) house.create(PASSWORD)).kit().close();
    ((HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", House.DIARY)).key().close();
  }

  @Test
  void withoutASlot_everythingStaysLocked() {
    house.restart();
    assertThat(house.unattendedStart.open()).isEmpty();
    assertThat(house.isUnlocked()).isFalse();
    assertThat(house.unattendedStart.rehearse())
        .isEqualTo(new Rehearsal(true, List.of(new UserStart("owner", false, false, false))));
  }

  @Test
  void withASlot_opensTheSameKeys_recorded_andWithoutADerivationOfAPassword() {
    assertThat(house.addUnattended(PASSWORD)).isInstanceOf(SlotOutcome.Added.class);
    house.restart();
    int derivations = house.derivation.calls();
    assertThat(house.unattendedStart.rehearse())
        .isEqualTo(new Rehearsal(true, List.of(new UserStart("owner", true, true, false))));

    assertThat(house.unattendedStart.open()).isEmpty();

    assertThat(house.isUnlocked()).isTrue();
    assertThat(house.derivation.calls()).isEqualTo(derivations);
    AuditEvent unlocked = house.journal.events().getLast();
    assertThat(unlocked.code()).isEqualTo(EventCode.KEY_UNLOCKED);
    assertThat(unlocked.actor()).isEqualTo("key-service");
    assertThat(unlocked.details()).containsEntry("slot", "unattended");
    HandOut.Key key = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1);
    key.key().close();
  }

  @Test
  void byDefault_itIsOnlyThere_whereTheKeyStorageIsGoodEnough() {
    assertThat(house.file().slot(KeyFile.UnattendedSlot.class)).isEmpty();
    House strong = new House();
    strong.unattendedByDefault = true;
    strong.restart();
    ((UnlockOutcome.Created) strong.create(PASSWORD)).kit().close();
    strong.restart();
    assertThat(strong.unattendedStart.open()).isEmpty();
    assertThat(strong.isUnlocked()).isTrue();
  }

  @Test
  void lockByAPerson_lasts_untilAPersonUnlocks() {
    house.addUnattended(PASSWORD);
    house.keyring.lockForPerson(House.CLI, null);
    for (int restarts = 0; restarts < 3; restarts++) {
      house.restart();
      assertThat(house.unattendedStart.rehearse().users())
          .containsExactly(new UserStart("owner", true, true, true));
      assertThat(house.unattendedStart.open()).isEmpty();
      assertThat(house.isUnlocked()).isFalse();
    }

    assertThat(house.unlock("wrong")).isInstanceOf(ProofRefused.WrongPassword.class);
    house.restart();
    house.unattendedStart.open();
    assertThat(house.isUnlocked()).isFalse();

    house.unlock(PASSWORD);
    house.restart();
    house.unattendedStart.open();
    assertThat(house.isUnlocked()).isTrue();
  }

  @Test
  void aPersonWhoComes_keepsTheUnlock_andItIsTold() {
    house.addUnattended(PASSWORD);
    house.restart();
    house.unattendedStart.open();
    Keyring.UserState alone = house.keyring.users().getFirst();
    assertThat(alone.unattended()).isTrue();
    int told = house.events.size();

    house.unlock(PASSWORD);

    Keyring.UserState attended = house.keyring.users().getFirst();
    assertThat(attended.unattended()).isFalse();
    assertThat(attended.unlockId()).isEqualTo(alone.unlockId());
    assertThat(house.events).hasSize(told + 1);
    house.unlock(PASSWORD);
    assertThat(house.events).hasSize(told + 1);
  }

  @Test
  void lockByAPerson_whatWasLockedAlready_lastsToo() {
    house.addUnattended(PASSWORD);
    house.restart();
    house.keyring.lockForPerson(House.CLI, "owner");
    house.restart();
    house.unattendedStart.open();
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void lockThatIsNoPersons_doesNotLast() {
    house.addUnattended(PASSWORD);
    house.keyring.lock(new Asker("key-service", null), null);
    house.restart();
    house.unattendedStart.open();
    assertThat(house.isUnlocked()).isTrue();
  }

  @Test
  void lockByAPerson_onAFullDisk_locksAndSaysThatItMayNotLast() {
    house.addUnattended(PASSWORD);
    house.heldFile.full(true);
    assertThatThrownBy(() -> house.keyring.lockForPerson(House.CLI, null))
        .isInstanceOf(KeyException.class)
        .hasMessageStartingWith("locked, but perhaps not beyond the next start");
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void unlock_whoseLockCannotBeEnded_staysLocked() {
    house.keyring.lockForPerson(House.CLI, null);
    house.heldFile.full(true);
    assertThatThrownBy(() -> house.unlock(PASSWORD)).isInstanceOf(KeyException.class);
    assertThat(house.isUnlocked()).isFalse();
    house.heldFile.full(false);
    assertThat(house.unlock(PASSWORD)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @Test
  void startThatCannotBeRecorded_staysLocked_andSaysSo() {
    house.addUnattended(PASSWORD);
    house.restart();
    house.journal.full(true);
    assertThat(house.unattendedStart.open()).singleElement().asString().contains("stays locked");
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void storageWithoutTheKey_isSeenByARehearsal() {
    house.addUnattended(PASSWORD);
    house.store.lose();
    assertThat(house.unattendedStart.rehearse())
        .isEqualTo(new Rehearsal(false, List.of(new UserStart("owner", true, false, false))));
  }

  @Test
  void endUnattended_needsNoProof_andIsDoneEvenWithoutARecord() {
    house.addUnattended(PASSWORD);
    house.journal.full(true);
    house.slotChanges.endUnattended(House.CLI, "owner");
    house.journal.full(false);
    house.slotChanges.endUnattended(House.CLI, "owner");
    house.slotChanges.endUnattended(House.CLI, "nobody");

    assertThat(house.file().slot(KeyFile.UnattendedSlot.class)).isEmpty();
    house.restart();
    house.unattendedStart.open();
    assertThat(house.isUnlocked()).isFalse();
  }

  @Test
  void addUnattended_wrongPassword_isRefused_andTwice_leavesOneSlot() {
    assertThat(house.addUnattended("wrong")).isInstanceOf(ProofRefused.WrongPassword.class);
    house.addUnattended(PASSWORD);
    house.addUnattended(PASSWORD);
    assertThat(house.file().slots()).hasSize(3);
  }
}
