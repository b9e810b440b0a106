package aico.key.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import aico.key.HandOut;
import aico.key.House;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.MemberOutcome;
import aico.key.Proof;
import aico.key.SlotOutcome;
import aico.key.UnlockOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A member's master key and then the household's are exchanged on a disk that dies at every step:
 * of the member's file, their slot in the household's, a letter to each who is locked, the
 * household's file, and the letter that the member does not need any more.
 */
class HouseholdDiskTest {
  private static final String ALBUM = "a1".repeat(16);
  private static final String OLD = "correct horse";
  private static final String NEW = "battery staple";
  private static final int HOUSEHOLD_WRITTEN = 5 * FailingDisk.STEPS;
  private static final int ALL = 6 * FailingDisk.STEPS;

  private final FailingDisk disk = new FailingDisk();
  private final StateFiles files;
  private final House house;

  HouseholdDiskTest(@TempDir Path folder) throws IOException {
    files =
        StateFiles.open(folder, SecretBytes.copyOfAndWipe("k".repeat(32).getBytes(UTF_8)), disk);
    Files.createFile(folder.resolve(StateFiles.INSTALLATION));
    house = new House(files.keyFiles());
  }

  /** The child has a slot in the household, the aunt still only a letter; both are locked. */
  @BeforeEach
  void create() {
    ((UnlockOutcome.Created) house.create(OLD)).kit().close();
    for (String user : new String[] {"child", "aunt"}) {
      ((MemberOutcome.Added) house.addUser(user, user)).kit().close();
    }
  }

  @AfterEach
  void close() {
    files.close();
  }

  static int[] everyStep() {
    return java.util.stream.IntStream.rangeClosed(0, ALL).toArray();
  }

  @ParameterizedTest
  @MethodSource("everyStep")
  void rotationWithTheHousehold_diedAtAnyStep_everybodyOpensItStill(int step) {
    try (SecretBytes album =
        ((HandOut.Key) house.vaultKeys.create(House.VAULT, Users.HOUSEHOLD, ALBUM)).key()) {
      house.unlock("child", "child");
      house.keyring.lock(House.CLI, "child");
      KeyFile before = house.file(Users.HOUSEHOLD);

      disk.dieAtStep(step);
      boolean whole = rotated();
      disk.dieAtStep(Integer.MAX_VALUE);

      assertThat(whole).isEqualTo(step >= HOUSEHOLD_WRITTEN);
      house.restart();
      boolean fresh = house.unlock(NEW) instanceof UnlockOutcome.Unlocked;
      for (var user :
          Map.of("owner", fresh ? NEW : OLD, "child", "child", "aunt", "aunt").entrySet()) {
        house.restart();
        assertThat(house.unlock(user.getKey(), user.getValue()))
            .isInstanceOf(UnlockOutcome.Unlocked.class);
        try (SecretBytes again =
            ((HandOut.Key) house.vaultKeys.get(House.VAULT, Users.HOUSEHOLD, ALBUM, 1)).key()) {
          assertThat(again.constantTimeEquals(album)).as(user.getKey()).isTrue();
        }
      }
      assertThat(house.file(Users.HOUSEHOLD).slots()).hasSize(3);
      assertThat(house.file("aunt").letters()).isEmpty();
      if (whole) {
        assertThat(house.file(Users.HOUSEHOLD).slots()).doesNotContainAnyElementsOf(before.slots());
        assertThat(house.file("child").letters()).isEmpty();
      }
    }
  }

  /** Whether both keys are new. */
  private boolean rotated() {
    try (SecretBytes password = SecretBytes.copyOfAndWipe(OLD.getBytes(UTF_8))) {
      if (house.rotate(new Proof.Password(password), NEW, true)
          instanceof SlotOutcome.MasterRotated rotated) {
        rotated.kit().close();
        return rotated.householdLeft().isEmpty();
      }
      return false;
    } catch (KeyException died) {
      return false;
    }
  }
}
