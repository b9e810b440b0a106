package aico.key.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretBytes;
import aico.key.HandOut;
import aico.key.House;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.MemberOutcome;
import aico.key.UnlockOutcome;
import aico.key.VaultShares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vault is shared, its key taken in, exchanged, the old one destroyed, and the sharing ended, on
 * a disk that dies at every step of all that. What was answered holds, nobody has a key that the
 * others do not have, and asked again it comes to its end.
 */
class SharedVaultDiskTest {
  private static final String OWNER = "owner";
  private static final String CHILD = "child";

  @TempDir private Path folder;

  /** What was asked for, in this order. */
  private enum Asked {
    SHARE,
    TAKE_IN,
    ROTATE,
    TAKE_IN_NEW,
    RETIRE,
    UNSHARE
  }

  /** One life of the disk. */
  private static final class Life implements AutoCloseable {
    final FailingDisk disk = new FailingDisk();
    final StateFiles files;
    final House house;

    /** By epoch, as they were handed out. */
    final Map<Integer, SecretBytes> handedOut = new HashMap<>();

    int answered;

    Life(Path folder) throws IOException {
      SecretBytes key = SecretBytes.copyOfAndWipe("k".repeat(32).getBytes(UTF_8));
      files = StateFiles.open(folder, key, disk);
      Files.createFile(folder.resolve(StateFiles.INSTALLATION));
      house = new House(files.keyFiles());
      ((UnlockOutcome.Created) house.create(OWNER)).kit().close();
      ((MemberOutcome.Added) house.addUser(CHILD, CHILD)).kit().close();
      keep((HandOut.Key) house.vaultKeys.create(House.VAULT, OWNER, House.DIARY));
      unlockBoth();
    }

    void unlockBoth() {
      for (String user : List.of(OWNER, CHILD)) {
        assertThat(house.unlock(user, user)).isInstanceOf(UnlockOutcome.Unlocked.class);
      }
    }

    private void keep(HandOut.Key key) {
      SecretBytes before = handedOut.putIfAbsent(key.epoch(), key.key());
      if (before != null) {
        assertThat(key.key().constantTimeEquals(before)).as("epoch %d", key.epoch()).isTrue();
        key.key().close();
      }
    }

    /** Asks for all of it; where the disk dies that is the end. */
    void run() {
      answered = 0;
      try {
        for (Asked next : Asked.values()) {
          ask(next);
          answered++;
        }
      } catch (KeyException died) {
        // As the process would.
      }
    }

    private void ask(Asked next) {
      switch (next) {
        case SHARE ->
            assertThat(house.vaultShares.share(House.VAULT, OWNER, House.DIARY, CHILD))
                .isEqualTo(VaultShares.Outcome.DONE);
        case TAKE_IN, TAKE_IN_NEW -> takeIn();
        case ROTATE ->
            keep((HandOut.Key) house.vaultKeys.rotate(House.VAULT, OWNER, House.DIARY, 2));
        case RETIRE ->
            assertThat(house.vaultKeys.retireBefore(House.VAULT, OWNER, House.DIARY, 2)).isTrue();
        case UNSHARE ->
            assertThat(house.vaultShares.unshare(House.VAULT, House.DIARY, CHILD))
                .isEqualTo(VaultShares.Outcome.DONE);
      }
    }

    private void takeIn() {
      for (int epoch : List.of(1, 2)) {
        if (house.vaultKeys.get(House.VAULT, CHILD, House.DIARY, epoch)
            instanceof HandOut.Key key) {
          keep(key);
        }
      }
    }

    boolean was(Asked asked) {
      return answered > asked.ordinal();
    }

    boolean mayHaveBeen(Asked asked) {
      return answered >= asked.ordinal();
    }

    boolean has(String user, int epoch) {
      KeyFile file = house.file(user);
      return file.vault(House.DIARY, epoch).isPresent()
          || file.letter(House.DIARY, epoch).isPresent();
    }

    @Override
    public void close() {
      handedOut.values().forEach(SecretBytes::close);
      files.close();
    }
  }

  @Test
  void sharing_diedAtAnyStep_keepsWhatWasAnswered_andComesToItsEnd() throws IOException {
    for (int step = 0; ; step++) {
      try (Life life = new Life(Files.createDirectory(folder.resolve("step" + step)))) {
        life.disk.dieAtStep(step);
        life.run();
        boolean whole = life.was(Asked.UNSHARE);
        life.disk.dieAtStep(Integer.MAX_VALUE);
        life.house.restart();
        life.unlockBoth();

        assertHolds(life, step);
        life.run();
        assertThat(life.was(Asked.UNSHARE)).as("step %d", step).isTrue();
        assertHolds(life, step);
        assertThat(life.house.file(CHILD).holds(House.DIARY)).as("step %d", step).isFalse();
        if (whole) {
          // A share, two letters taken in, a rotation, two retired, an end: a write each at least.
          assertThat(step).isGreaterThan(6 * FailingDisk.STEPS);
          return;
        }
      }
    }
  }

  private static void assertHolds(Life life, int step) {
    for (int epoch : List.of(1, 2)) {
      for (String user : List.of(OWNER, CHILD)) {
        HandOut now = life.house.vaultKeys.get(House.VAULT, user, House.DIARY, epoch);
        if (now instanceof HandOut.Key key) {
          life.keep(key);
        } else {
          assertThat(life.has(user, epoch)).as("step %d: %s, %d", step, user, epoch).isFalse();
        }
      }
    }
    boolean oldMayBeGone = life.mayHaveBeen(Asked.RETIRE);
    assertThat(life.has(OWNER, 1) || oldMayBeGone).as("step %d", step).isTrue();
    assertThat(life.has(OWNER, 2) || !life.was(Asked.ROTATE)).as("step %d", step).isTrue();
    assertThat(life.has(OWNER, 1) || life.has(OWNER, 2)).as("step %d", step).isTrue();
    if (life.was(Asked.RETIRE)) {
      assertThat(life.has(OWNER, 1) || life.has(CHILD, 1)).as("step %d", step).isFalse();
    }
    if (life.was(Asked.UNSHARE)) {
      assertThat(life.house.file(CHILD).holds(House.DIARY)).as("step %d", step).isFalse();
    } else if (life.was(Asked.SHARE) && !life.mayHaveBeen(Asked.UNSHARE)) {
      assertThat(life.has(CHILD, 1) || oldMayBeGone).as("step %d", step).isTrue();
      assertThat(life.has(CHILD, 2) || !life.was(Asked.ROTATE)).as("step %d", step).isTrue();
    }
  }
}
