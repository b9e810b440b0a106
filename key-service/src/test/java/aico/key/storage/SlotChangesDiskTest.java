package aico.key.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.HandOut;
import aico.key.Held;
import aico.key.HeldFile;
import aico.key.House;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.ProofRefused;
import aico.key.SlotOutcome;
import aico.key.UnlockOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of slots on a disk that dies at every step of the write. */
class SlotChangesDiskTest {
  private static final String OLD = "correct horse";
  private static final String NEW = "battery staple";
  private static final int RENAMED = FailingDisk.STEPS - 1;

  private final FailingDisk disk = new FailingDisk();
  private final Path folder;
  private final StateFiles files;
  private final House house;
  private SecretBytes kit = SecretBytes.allocate(0);

  SlotChangesDiskTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    files =
        StateFiles.open(folder, SecretBytes.copyOfAndWipe("k".repeat(32).getBytes(UTF_8)), disk);
    Files.createFile(folder.resolve(StateFiles.INSTALLATION));
    house = new House(files.keyFiles());
  }

  @BeforeEach
  void create() {
    kit.close();
    kit = ((UnlockOutcome.Created) house.create(OLD)).kit();
  }

  @AfterEach
  void close() {
    kit.close();
    files.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, RENAMED})
  void changePassword_diedAtAnyStep_leavesTheOldOrTheNewPassword(int step) {
    KeyFile before = house.file();
    disk.dieAtStep(step);
    assertThatThrownBy(() -> house.changePassword(OLD, NEW)).isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);

    house.restart();
    boolean renamed = step == RENAMED;
    assertThat(house.file().generation()).isEqualTo(before.generation() + (renamed ? 1 : 0));
    assertThat(house.unlock(renamed ? NEW : OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlock(renamed ? OLD : NEW)).isInstanceOf(ProofRefused.WrongPassword.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, RENAMED})
  void renewRecovery_diedAtAnyStep_leavesTheOldKitOrNone_andThePassword(int step) {
    disk.dieAtStep(step);
    assertThatThrownBy(() -> house.renewRecovery(OLD)).isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);

    house.restart();
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit))
        .isInstanceOf(step == RENAMED ? ProofRefused.WrongKit.class : UnlockOutcome.Unlocked.class);
  }

  /** One file, replaced in one step: everything old, or everything new. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, RENAMED})
  void rotateMaster_diedAtAnyStep_leavesTheOldOrTheNewKeys_andEveryVaultOpens(int step) {
    HandOut.Key key = (HandOut.Key) house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.addUnattended(OLD);
    disk.dieAtStep(step);
    assertThatThrownBy(() -> house.rotate(OLD, NEW)).isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);

    boolean renamed = step == RENAMED;
    for (boolean alone : new boolean[] {false, true}) {
      house.restart();
      if (alone) {
        assertThat(house.unattendedStart.open()).isEmpty();
      } else {
        assertThat(house.unlock(renamed ? OLD : NEW))
            .isInstanceOf(ProofRefused.WrongPassword.class);
        assertThat(house.unlock(renamed ? NEW : OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
      }
      HandOut.Key again = (HandOut.Key) house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1);
      assertThat(again.key().constantTimeEquals(key.key())).isTrue();
      again.key().close();
    }
    key.key().close();
    // The new kit went with the answer that never came: a renewal makes another.
    house.restart();
    assertThat(house.unlockWithKit(kit))
        .isInstanceOf(renamed ? ProofRefused.WrongKit.class : UnlockOutcome.Unlocked.class);
    try (SecretBytes fresh =
        ((SlotOutcome.Renewed) house.renewRecovery(renamed ? NEW : OLD)).kit()) {
      assertThat(house.unlockWithKit(fresh)).isInstanceOf(UnlockOutcome.Unlocked.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, RENAMED})
  void slotsAddedAndRemoved_diedAtAnyStep_areThereOrNot_andPasswordAndKitOpen(int step) {
    disk.dieAtStep(step);
    assertThatThrownBy(() -> house.addUnattended(OLD)).isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);
    house.restart();
    assertThat(house.file().slots()).hasSize(step == RENAMED ? 3 : 2);

    house.addUnattended(OLD);
    disk.dieAtStep(step);
    assertThatThrownBy(() -> house.slotChanges.endUnattended(House.CLI, "owner"))
        .isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);
    house.restart();
    assertThat(house.file().slots()).hasSize(step == RENAMED ? 2 : 3);
    assertThat(house.unlock(OLD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(house.unlockWithKit(kit)).isInstanceOf(UnlockOutcome.Unlocked.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, RENAMED})
  void held_diedAtAnyStep_isTheOldOrTheNew(int step) {
    HeldFile.Content before = new HeldFile.Content(1, Set.of("owner"));
    HeldFile.Content after = new HeldFile.Content(2, Set.of());
    files.heldFile().write(before);
    disk.dieAtStep(step);
    assertThatThrownBy(() -> files.heldFile().write(after)).isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);
    assertThat(files.heldFile().read()).isEqualTo(step == RENAMED ? after : before);
  }

  @Test
  void held_ofVersion1_hasNoGeneration_andTellsTheNextOnes() {
    files.write(
        "held.json",
        StateFiles.object()
            .put("version", 1)
            .set(
                "users",
                StateFiles.object().arrayNode().add(StateFiles.object().put("user", "owner"))));
    assertThat(files.heldFile().read()).isEqualTo(new HeldFile.Content(0, Set.of("owner")));
    List<Long> told = new ArrayList<>();
    Held held = new Held(files.heldFile(), told::add);
    held.add(List.of("child"));
    held.add(List.of("child"));
    held.remove("child");
    assertThat(told).containsExactly(1L, 2L);
    assertThat(new Held(files.heldFile(), told::add).generation()).isEqualTo(2);
  }

  @Test
  void held_aChangedByte_isRefused() throws IOException {
    files.heldFile().write(new HeldFile.Content(1, Set.of("owner")));
    Path file = folder.resolve("held.json");
    Files.writeString(file, Files.readString(file).replace("owner", "ownes"));
    assertThatThrownBy(() -> files.heldFile().read())
        .hasMessageStartingWith("held.json: mac: does not match");
  }

  @Test
  void rotateMaster_nothingOfTheOldSlots_isInTheFolder() throws IOException {
    KeyFile old = house.file();
    ((SlotOutcome.MasterRotated) house.rotate(OLD, null)).kit().close();
    String now = Files.readString(folder.resolve("keys/owner.json"));
    for (KeyFile.Slot slot : old.slots()) {
      assertThat(now).doesNotContain(slot.id(), slot.wrapped().hex());
    }
    assertThat(now).doesNotContain(old.newestEpoch().salt(), old.installationKey().wrapped().hex());
  }

  @Test
  void changePassword_oldSlot_isNowhereInTheFolder() throws IOException {
    KeyFile.PasswordSlot old = house.file().passwordSlot().orElseThrow();
    house.changePassword(OLD, NEW);

    String now = Files.readString(folder.resolve("keys/owner.json"));
    assertThat(now).doesNotContain(old.salt(), old.wrapped().hex(), old.id());
    try (var keys = Files.list(folder.resolve("keys"))) {
      assertThat(keys).containsExactly(folder.resolve("keys/owner.json"));
    }
  }

  @Test
  void recoveryTests_whatWasWritten_isTheSame_andAChangedByteIsRefused() throws IOException {
    Instant at = Instant.parse("2026-11-01T12:00:00Z");
    Map<String, Map<String, Instant>> passed =
        Map.of("owner", Map.of("03".repeat(16), at, "05".repeat(16), at.plusSeconds(1)));
    assertThat(files.slotTestFile().read()).isEmpty();
    files.slotTestFile().write(passed);
    assertThat(files.slotTestFile().read()).isEqualTo(passed);

    Path file = folder.resolve("recovery.json");
    Files.writeString(file, Files.readString(file).replace("2026-11-01", "2026-11-02"));
    assertThatThrownBy(() -> files.slotTestFile().read())
        .hasMessageStartingWith("recovery.json: mac: does not match");
  }
}
