package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterRotationTest {
  private static final String OLD = "correct horse";
  private static final String NEW = "battery staple";
  private static final String LETTERS = "d2".repeat(16);

  private final House house = new House();
  private final SecretBytes kit = ((UnlockOutcome.Created) house.create(OLD)).kit();
  private final List<SecretBytes> vaultKeys = new ArrayList<>();

  @BeforeEach
  void makeVaults() {
    vaultKeys.add(((HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", House.DIARY)).key());
    vaultKeys.add(((HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", LETTERS)).key());
    vaultKeys.add(((HandOut.Key) house.vaultKeys.rotate(House.VAULT, "owner", LETTERS, 2)).key());
    house.addUnattended(OLD);
  }

  @AfterEach
  void close() {
    kit.close();
    vaultKeys.forEach(SecretBytes::close);
  }

  @Test
  void rotate_nothingOfTheNewFileOpensWithAnythingOfTheOld() {
    KeyFile before = house.file();
    try (SecretBytes oldMaster = house.master(OLD)) {
      SlotOutcome.MasterRotated rotated = (SlotOutcome.MasterRotated) house.rotate(OLD, null);
      rotated.kit().close();
      assertThat(rotated.vaults()).isEqualTo(3);
      assertThat(rotated.ended()).isEqualTo(before.slots());

      KeyFile after = house.file();
      try (SecretBytes newMaster = house.master(OLD)) {
        assertThat(newMaster.constantTimeEquals(oldMaster)).isFalse();
      }
      assertThat(after.generation()).isEqualTo(before.generation() + 1);
      assertThat(after.epochs()).hasSize(1).doesNotContainAnyElementsOf(before.epochs());
      assertThat(after.newestEpoch().epoch()).isEqualTo(before.newestEpoch().epoch() + 1);
      for (KeyFile.WrappingEpoch epoch : List.of(before.newestEpoch(), after.newestEpoch())) {
        try (SecretBytes oldWrapping =
            house.derivation.derive(KeyFile.WrappingEpoch.CONTEXT, oldMaster, epoch.salt())) {
          assertThat(after.vaults())
              .allSatisfy(vault -> assertThat(vault.wrapped().openedBy(oldWrapping)).isEmpty());
        }
      }
      try (SecretBytes oldSecond =
          InstallationKey.hkdf(
              oldMaster, after.installationKey().salt(), InstallationKey.SECOND_WRAP_INFO)) {
        assertThat(after.installationKey().wrapped().openedBy(oldSecond)).isEmpty();
      }
      assertThat(after.slots())
          .doesNotContainAnyElementsOf(before.slots())
          .hasExactlyElementsOfTypes(
              KeyFile.PasswordSlot.class, KeyFile.RecoverySlot.class, KeyFile.UnattendedSlot.class);
      assertThat(house.unlockWithKit(kit)).isInstanceOf(ProofRefused.WrongKit.class);
    }
  }

  @Test
  void rotate_everyWayInLeadsToTheSameVaultKeys() {
    SlotOutcome.MasterRotated rotated = (SlotOutcome.MasterRotated) house.rotate(OLD, null);

    house.restart();
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertSameVaultKeys();
    house.restart();
    try (SecretBytes fresh = rotated.kit()) {
      assertThat(house.unlockWithKit(fresh)).isInstanceOf(UnlockOutcome.Unlocked.class);
    }
    assertSameVaultKeys();
    house.restart();
    house.unattendedStart.open();
    assertSameVaultKeys();
    try (SecretBytes password = CountedRandomness.secretOf(OLD);
        CopiedKeys copied =
            ((CopiedKeys.Opening.Opened)
                    CopiedKeys.open(
                        List.of(house.file()),
                        "owner",
                        new Proof.Password(password),
                        house.derivation,
                        new InsecurePlainKit()))
                .keys();
        InstallationKey second = copied.installationKey()) {
      assertThat(second.sameAs(house.installationKey)).isTrue();
    }
  }

  @Test
  void rotate_whileUnlocked_staysUnlockedUnderTheSameId_andHandsOut() {
    String unlockId = String.valueOf(house.keyring.users().getFirst().unlockId());
    ((SlotOutcome.MasterRotated) house.rotate(OLD, null)).kit().close();

    assertThat(house.keyring.users().getFirst().unlockId()).isEqualTo(unlockId);
    assertThat(house.events).hasSize(1);
    assertSameVaultKeys();
    HandOut.Key made = (HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", "d3".repeat(16));
    made.key().close();
  }

  @Test
  void rotate_whileLocked_staysLocked() {
    house.keyring.lock(House.CLI, null);
    ((SlotOutcome.MasterRotated) house.rotate(OLD, null)).kit().close();
    assertThat(house.isUnlocked()).isFalse();
    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
        .isEqualTo(new HandOut.Locked());
  }

  @Test
  void rotate_withANewPassword_endsTheOldOne() {
    ((SlotOutcome.MasterRotated) house.rotate(OLD, NEW)).kit().close();
    AuditEvent rotated = house.journal.events().getLast();
    assertThat(rotated.code()).isEqualTo(EventCode.KEY_MASTER_ROTATED);
    assertThat(rotated.details())
        .containsEntry("proof", "password")
        .containsEntry("password", "changed")
        .containsEntry("vaults", "3")
        .containsEntry("wrapping_epoch", "2")
        .containsKey("generation");
    house.restart();
    assertThat(house.unlock(OLD)).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlock(NEW)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertSameVaultKeys();
  }

  @Test
  void rotate_withTheKit_needsANewPassword() {
    KeyFile before = house.file();
    assertThat(house.rotate(new Proof.Kit(kit), null)).isInstanceOf(SlotOutcome.Impossible.class);
    assertThat(house.file()).isEqualTo(before);

    ((SlotOutcome.MasterRotated) house.rotate(new Proof.Kit(kit), NEW)).kit().close();
    assertThat(house.unlock(NEW)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(ProofRefused.WrongKit.class);
  }

  @Test
  void rotate_slotsThatCannotBeMadeAnew_go() {
    ((SlotOutcome.Added) house.addShares(OLD)).texts().forEach(SecretBytes::close);
    KeyFile file = house.file();
    house.files.write(
        file.with(
            new KeyFile.OtherSlot(
                "passkey",
                "fe".repeat(16),
                house.now,
                new LinkedHashMap<>(),
                file.slots().getFirst().wrapped())));
    house.restart();
    SlotOutcome.MasterRotated rotated = (SlotOutcome.MasterRotated) house.rotate(OLD, null);
    rotated.kit().close();
    assertThat(rotated.ended()).hasSize(5);
    assertThat(house.file().slots())
        .extracting(KeyFile.Slot::kind)
        .containsExactly("password", "recovery", "unattended");
  }

  @Test
  void rotate_lettersThatWait_areOfTheNewBoxAlone() {
    KeyFile.Box before = Objects.requireNonNull(house.file().box());
    try (SecretBytes key = SecretBytes.random(32);
        SecretBytes old = house.master(OLD)) {
      house.files.write(
          house.file().with(new KeyFile.VaultLetter("d5".repeat(16), 3, Boxes.seal(before, key))));
      house.restart();
      ((SlotOutcome.MasterRotated) house.rotate(OLD, null)).kit().close();

      KeyFile.Box after = Objects.requireNonNull(house.file().box());
      assertThat(after.publicKey()).isNotEqualTo(before.publicKey());
      KeyFile.VaultLetter letter = house.file().letter("d5".repeat(16), 3).orElseThrow();
      assertThat(Boxes.open(before, (salt, info) -> InstallationKey.hkdf(old, salt, info), letter))
          .isEmpty();
      try (SecretBytes master = house.master(OLD);
          SecretBytes opened =
              Boxes.open(after, (salt, info) -> InstallationKey.hkdf(master, salt, info), letter)
                  .orElseThrow()) {
        assertThat(opened.constantTimeEquals(key)).isTrue();
      }
    }
  }

  @Test
  void rotate_aMemberOfTheHousehold_opensItByTheNewKeyAlone() {
    try (SecretBytes household = SecretBytes.random(32);
        SecretBytes old = house.master(OLD)) {
      Slots slots = new Slots(house.derivation, house.random);
      house.files.write(
          new KeyFile(
              Users.HOUSEHOLD,
              1,
              house.now,
              List.of(slots.member("owner", old, household, house.now)),
              List.of(new KeyFile.WrappingEpoch(1, "5e".repeat(16))),
              List.of(),
              house.installationKey.wrappedUnder(household, "5d".repeat(16))));
      house.restart();

      ((SlotOutcome.MasterRotated) house.rotate(OLD, NEW)).kit().close();

      KeyFile.MemberSlot slot =
          house.files.readAll().stream()
              .flatMap(file -> file.memberSlot("owner").stream())
              .findFirst()
              .orElseThrow();
      KeyFile owner =
          house.files.readAll().stream()
              .filter(file -> file.user().equals("owner"))
              .findFirst()
              .orElseThrow();
      assertThat(slots.open(slot, old)).isEmpty();
      try (SecretBytes password = CountedRandomness.secretOf(NEW);
          SecretBytes master =
              slots.open(owner.passwordSlot().orElseThrow(), password).orElseThrow();
          SecretBytes bySlot = slots.open(slot, master).orElseThrow();
          SecretBytes byLetter =
              Boxes.open(
                      Objects.requireNonNull(owner.box()),
                      (salt, info) -> InstallationKey.hkdf(master, salt, info),
                      owner.householdLetters().getFirst())
                  .orElseThrow()) {
        assertThat(bySlot.constantTimeEquals(household)).isTrue();
        assertThat(byLetter.constantTimeEquals(household)).isTrue();
      }
    }
  }

  @Test
  void rotate_withTheHousehold_givesItAnotherMasterKey_orSaysThatItIsLocked() {
    try (SecretBytes household = SecretBytes.random(32);
        SecretBytes old = house.master(OLD)) {
      Slots slots = new Slots(house.derivation, house.random);
      house.files.write(
          new KeyFile(
              Users.HOUSEHOLD,
              1,
              house.now,
              List.of(slots.member("owner", old, household, house.now)),
              List.of(new KeyFile.WrappingEpoch(1, "5e".repeat(16))),
              List.of(),
              house.installationKey.wrappedUnder(household, "5d".repeat(16))));
      house.restart();

      assertThat(withTheHousehold(OLD, NEW)).isPresent();
      assertThat(HouseholdKeys.opens(house.file(Users.HOUSEHOLD), household)).isTrue();

      house.unlock(NEW);
      assertThat(withTheHousehold(NEW, OLD)).isEmpty();
      assertThat(HouseholdKeys.opens(house.file(Users.HOUSEHOLD), household)).isFalse();
      assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
      assertThat(house.file("owner").letters()).isEmpty();
      assertThat(house.journal.events())
          .filteredOn(event -> event.code() == EventCode.KEY_MASTER_ROTATED)
          .last()
          .satisfies(event ->
              assertThat(event.resource()).hasFieldOrPropertyWithValue("name", Users.HOUSEHOLD));
      house.restart();
      house.unlock(OLD);
      assertThat(house.isUnlocked(Users.HOUSEHOLD)).isTrue();
    }
  }

  private Optional<String> withTheHousehold(String password, String fresh) {
    try (SecretBytes secret = CountedRandomness.secretOf(password)) {
      SlotOutcome.MasterRotated rotated =
          (SlotOutcome.MasterRotated) house.rotate(new Proof.Password(secret), fresh, true);
      rotated.kit().close();
      return rotated.householdLeft();
    }
  }

  @Test
  void rotate_wrongProof_orNoMemory_orNoRecord_orAFullDisk_changesNothing() {
    KeyFile before = house.file();
    assertThat(house.rotate("wrong", NEW)).isInstanceOf(ProofRefused.WrongPassword.class);
    house.derivation.outOfMemory(true);
    assertThatThrownBy(() -> house.rotate(OLD, NEW)).isInstanceOf(DerivationRefused.class);
    house.derivation.outOfMemory(false);
    house.journal.full(true);
    assertThatThrownBy(() -> house.rotate(OLD, NEW)).isInstanceOf(NotRecorded.class);
    house.journal.full(false);
    house.files.full(true);
    assertThatThrownBy(() -> house.rotate(OLD, NEW)).isInstanceOf(KeyException.class);
    house.files.full(false);

    assertThat(house.file()).isEqualTo(before);
    assertThat(house.isUnlocked()).isTrue();
    assertSameVaultKeys();
    assertThat(new House().rotate(OLD, NEW)).isEqualTo(new ProofRefused.WrongPassword(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void rotate_killedInADerivation_leavesTheOldKeys(int derivation) {
    KeyFile before = house.file();
    int last = house.derivation.calls() + derivation;
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == last) {
        throw new IllegalStateException("killed");
      }
    });
    assertThatThrownBy(() -> house.rotate(OLD, NEW)).hasMessage("killed");

    house.derivation.meanwhile(() -> {});
    house.restart();
    assertThat(house.file()).isEqualTo(before);
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertSameVaultKeys();
  }

  @Test
  void rotate_whileAVaultIsAdded_losesNeither() {
    int derivations = house.derivation.calls();
    String meanwhile = "d4".repeat(16);
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 2) {
        ((HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", meanwhile)).key().close();
      }
    });
    assertThat(house.rotate(OLD, NEW))
        .isInstanceOfSatisfying(
            SlotOutcome.MasterRotated.class,
            rotated -> {
              assertThat(rotated.vaults()).isEqualTo(4);
              rotated.kit().close();
            });
    house.derivation.meanwhile(() -> {});
    HandOut.Key key = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", meanwhile, 1);
    key.key().close();
  }

  @Test
  void rotate_whileThePasswordIsChanged_doesNotUndoIt() {
    int derivations = house.derivation.calls();
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 2) {
        house.changePassword(OLD, "meanwhile");
      }
    });
    assertThat(house.rotate(OLD, NEW)).isEqualTo(new SlotOutcome.ChangedMeanwhile());
    house.derivation.meanwhile(() -> {});
    assertThat(house.unlock("meanwhile")).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertSameVaultKeys();
  }

  /** The first look at a vault's key after a restart derives; the rotation comes in between. */
  @Test
  void vaultKey_askedForDuringARotation_isHandedOut() {
    house.restart();
    house.unlock(OLD);
    int derivations = house.derivation.calls();
    house.derivation.meanwhile(() -> {
      if (house.derivation.calls() == derivations + 1) {
        ((SlotOutcome.MasterRotated) house.rotate(OLD, null)).kit().close();
      }
    });
    HandOut.Key key = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1);
    assertThat(key.key().constantTimeEquals(vaultKeys.getFirst())).isTrue();
    key.key().close();
  }

  private void assertSameVaultKeys() {
    assertVaultKey(House.DIARY, 1, vaultKeys.get(0));
    assertVaultKey(LETTERS, 1, vaultKeys.get(1));
    assertVaultKey(LETTERS, 2, vaultKeys.get(2));
  }

  private void assertVaultKey(String vaultId, int epoch, SecretBytes expected) {
    HandOut.Key key = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", vaultId, epoch);
    assertThat(key.key().constantTimeEquals(expected)).isTrue();
    key.key().close();
  }
}
