package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adding, testing and removing slots. */
class SlotsTest {
  private static final String PASSWORD = "correct horse";

  private final House house = new House();
  private final SecretBytes kit = ((UnlockOutcome.Created) house.create(PASSWORD)).kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void addShares_anyTwoOpenTheKeys_untilTheyAreMadeAnew() {
    SlotOutcome.Added added = (SlotOutcome.Added) house.addShares(PASSWORD);
    assertThat(added.texts()).hasSize(RecoveryShares.SHARES);
    assertThat(house.slot(KeyFile.SharesSlot.class).id()).isEqualTo(added.slotId());
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.KEY_SLOT_ADDED);
    assertThat(house.journal.events().getLast().resource())
        .isEqualTo(new Resource("key", "shares/" + added.slotId()));

    house.restart();
    try (SecretBytes two = both(added.texts().get(0), added.texts().get(2))) {
      assertThat(house.unlockWithKit(two)).isInstanceOf(UnlockOutcome.Unlocked.class);
      SlotOutcome.Added again = (SlotOutcome.Added) house.addShares(PASSWORD);
      assertThat(house.unlockWithKit(two)).isEqualTo(new ProofRefused.WrongKit(again.slotId(), 0));
      again.texts().forEach(SecretBytes::close);
    }
    added.texts().forEach(SecretBytes::close);
    assertThat(house.file().slots()).hasSize(3);
  }

  @Test
  void addShares_thatCannotBeRecorded_givesNone() {
    KeyFile before = house.file();
    house.journal.full(true);
    assertThatThrownBy(() -> house.addShares(PASSWORD)).isInstanceOf(NotRecorded.class);
    assertThat(house.file()).isEqualTo(before);
  }

  @Test
  void test_tellsWhichSlotOpened_andKeepsADatePerSlot() {
    house.addUnattended(PASSWORD);
    KeyFile before = house.file();
    String password = before.passwordSlot().orElseThrow().id();
    String recovery = before.recoverySlot().orElseThrow().id();
    String unattended = house.slot(KeyFile.UnattendedSlot.class).id();

    assertThat(test(password, proof(PASSWORD)))
        .isEqualTo(new SlotOutcome.Tested(password, house.now));
    assertThat(test(recovery, new Proof.Kit(kit)))
        .isEqualTo(new SlotOutcome.Tested(recovery, house.now));
    assertThat(house.slotChanges.test(House.CLI, "owner", unattended, null))
        .isEqualTo(new SlotOutcome.Tested(unattended, house.now));
    assertThat(test(recovery, proof(PASSWORD))).isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(test("ff".repeat(16), proof(PASSWORD))).isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(test(password, proof("wrong"))).isInstanceOf(ProofRefused.WrongPassword.class);

    assertThat(house.file()).isEqualTo(before);
    house.restart();
    assertThat(house.slotTests.last("owner", password)).contains(house.now);
    assertThat(house.slotTests.last("owner", recovery)).contains(house.now);
    assertThat(house.slotTests.last("owner", unattended)).contains(house.now);
  }

  @Test
  void test_datesOfSlotsThatWent_goWithTheNextTest() {
    String old = house.file().passwordSlot().orElseThrow().id();
    test(old, proof(PASSWORD));
    house.changePassword(PASSWORD, "new");
    String fresh = house.file().passwordSlot().orElseThrow().id();
    test(fresh, proof("new"));
    assertThat(house.slotTestFile.read().get("owner")).containsOnlyKeys(fresh);
  }

  @Test
  void remove_theLastWayOfRecoveryAndThePassword_isImpossible() {
    KeyFile before = house.file();
    for (KeyFile.Slot slot : before.slots()) {
      assertThat(house.remove(slot.id(), PASSWORD)).isInstanceOf(SlotOutcome.Impossible.class);
    }
    assertThat(house.remove("ff".repeat(16), PASSWORD)).isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(house.file()).isEqualTo(before);
  }

  @Test
  void remove_oneOfTwoWaysOfRecovery_isDone_thenTheOtherIsTheLast() {
    SlotOutcome.Added shares = (SlotOutcome.Added) house.addShares(PASSWORD);
    shares.texts().forEach(SecretBytes::close);
    String recovery = house.file().recoverySlot().orElseThrow().id();

    assertThat(house.remove(recovery, "wrong")).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.remove(recovery, PASSWORD)).isEqualTo(new SlotOutcome.Removed());
    assertThat(house.journal.events().getLast().code()).isEqualTo(EventCode.KEY_SLOT_REMOVED);
    assertThat(house.unlockWithKit(kit)).isEqualTo(new ProofRefused.WrongKit("", 0));
    assertThat(house.remove(shares.slotId(), PASSWORD)).isInstanceOf(SlotOutcome.Impossible.class);
  }

  @Test
  void remove_twoAtOnce_neverBothWaysOfRecovery() {
    SlotOutcome.Added shares = (SlotOutcome.Added) house.addShares(PASSWORD);
    shares.texts().forEach(SecretBytes::close);
    String recovery = house.file().recoverySlot().orElseThrow().id();
    int derivations = house.derivation.calls();
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 1) {
        house.remove(shares.slotId(), PASSWORD);
      }
    });
    assertThat(house.remove(recovery, PASSWORD)).isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(house.file().slots()).filteredOn(KeyFile.Slot::isRecovery).hasSize(1);
  }

  @Test
  void slotOfAnUnknownKind_isKept_isNoRecovery_andCanBeRemoved() {
    KeyFile file = house.file();
    KeyFile.OtherSlot passkey =
        new KeyFile.OtherSlot(
            "passkey",
            "fe".repeat(16),
            house.now,
            new LinkedHashMap<>(),
            file.slots().getFirst().wrapped());
    house.files.write(file.with(passkey));
    house.restart();

    house.changePassword(PASSWORD, "new");
    assertThat(house.file().slots()).contains(passkey);
    assertThat(house.remove(file.recoverySlot().orElseThrow().id(), "new"))
        .isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(house.remove(passkey.id(), "new")).isEqualTo(new SlotOutcome.Removed());
    assertThat(house.file().slots()).doesNotContain(passkey);
  }

  @Test
  void rightKit_isNotMadeToWait_whateverElseIsTried() {
    for (int i = 0; i < 12; i++) {
      house.unlock("wrong");
    }
    assertThat(house.unlock(PASSWORD)).isInstanceOf(ProofRefused.Throttled.class);
    try (SecretBytes other = SecretBytes.random(32)) {
      assertThat(house.unlockWithKit(other)).isInstanceOf(ProofRefused.Throttled.class);
    }
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlock(PASSWORD)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  private SlotOutcome test(String slotId, Proof proof) {
    return house.slotChanges.test(House.CLI, "owner", slotId, proof);
  }

  private static Proof proof(String password) {
    return new Proof.Password(CountedRandomness.secretOf(password));
  }

  private static SecretBytes both(SecretBytes one, SecretBytes other) {
    SecretBytes both = SecretBytes.allocate(one.sizeBytes() + other.sizeBytes());
    MemorySegment.copy(one.segment(), 0, both.segment(), 0, one.sizeBytes());
    MemorySegment.copy(other.segment(), 0, both.segment(), one.sizeBytes(), other.sizeBytes());
    return both;
  }

  @Test
  void slots_ofNobody_areNone() {
    assertThat(house.keyring.slots("nobody")).isEmpty();
    assertThat(house.keyring.slots("owner"))
        .extracting(KeyFile.Slot::kind)
        .isEqualTo(List.of("password", "recovery"));
  }
}
