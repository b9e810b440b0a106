package aico.key.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.AbsentKeyStore;
import aico.key.Asker;
import aico.key.CountedRandomness;
import aico.key.Installation;
import aico.key.InstallationKey;
import aico.key.InstallationRecord;
import aico.key.KeyException;
import aico.key.KeyMoveFile;
import aico.key.KeyPlace;
import aico.key.KeyStorageMove;
import aico.key.KeyStore;
import aico.key.NotRecorded;
import aico.key.RecordingJournal;
import aico.key.Wrapped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves between two folders that each are a store, on a disk that dies at any step. */
class KeyStorageMoveDiskTest {
  private static final String ID = "1a".repeat(16);
  private static final Asker CLI = new Asker("cli", null);

  @TempDir Path folder;
  @TempDir Path left;
  @TempDir Path right;

  private final FailingDisk disk = new FailingDisk();
  private final SecretBytes secret = SecretBytes.random(InstallationKey.SIZE_BYTES);
  private final RecordingJournal journal = new RecordingJournal();
  private final Forgetful forgetful = new Forgetful();
  private @Nullable StateFiles opened;

  @BeforeEach
  void firstLaunch() {
    store("left").keep(ID, secret);
    restart();
    files()
        .installationFile()
        .write(
            new Installation(
                1,
                Instant.parse("2026-11-01T12:00:00Z"),
                ID,
                "left",
                new Installation.AttestationKey(
                    "ab".repeat(32), "0a".repeat(16), new Wrapped("5a".repeat(40))),
                List.of()));
  }

  @AfterEach
  void close() {
    files().close();
    secret.close();
  }

  @Test
  void move_isInTheNewStoreAloneAfterwards_andRecorded() {
    assertThat(move("right"))
        .isEqualTo(new KeyStorageMove.Moved("left", "right", Optional.empty()));
    assertOnlyIn("right");
    assertThat(steps()).containsExactly("begun", "done");
    assertThat(move("right").from()).isEqualTo("right");
    assertThat(steps()).hasSize(2);
  }

  /** The steps are those of the disk: writes, syncs, renames, removals. */
  @Test
  void move_diedAtAnyStep_goesOnOrIsRolledBackAtTheNextStart() {
    int step = 0;
    boolean died = true;
    for (; died; step++) {
      disk.dieAtStep(step);
      died = false;
      try {
        Optional<String> copy = move("right").left();
        died = copy.isPresent();
      } catch (KeyException atThatStep) {
        died = true;
      }
      disk.dieAtStep(Integer.MAX_VALUE);
      restart();
      String holder = record().now().keyStorage();
      assertThat(store(holder).read(ID)).as("step %d", step).isPresent();

      moving().settle(CLI);
      assertOnlyIn(holder);
      assertThat(folder.resolve("move.json")).doesNotExist();
      if (holder.equals("right")) {
        move("left");
      }
      assertOnlyIn("left");
    }
    assertThat(step).isGreaterThan(15);
  }

  @Test
  void storeThatGivesBackAnotherKey_isNotMovedInto() {
    assertThatThrownBy(() -> move("forgetful"))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("does not give back the key");
    assertOnlyIn("left");
    assertThat(steps()).containsExactly("begun", "rolled_back");
  }

  @Test
  void storeThatCannotBeUsed_isSaidWithItsReason_andNothingIsRecorded() {
    assertThatThrownBy(() -> move("absent"))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("'absent' cannot be used: no TPM");
    assertThat(steps()).isEmpty();
    assertOnlyIn("left");
  }

  @Test
  void notRecorded_isNotMoved() {
    journal.full(true);
    assertThatThrownBy(() -> move("right")).isInstanceOf(NotRecorded.class);
    assertOnlyIn("left");
  }

  @Test
  void deadOldStore_isCarriedOver_andRecordedAtTheNextStart() throws IOException {
    moving().carryOver(key(), "right");
    assertThat(steps()).isEmpty();
    Files.delete(left.resolve("installation-" + ID + ".key"));

    restart();
    assertThat(moving().settle(CLI)).isEmpty();
    assertThat(steps()).containsExactly("done");
    assertOnlyIn("right");
  }

  @Test
  void oldStoreThatCannotBeEmptied_isSaid_andTheMoveHolds() {
    moving().carryOver(key(), "right");
    Path kept = folder.resolve("move.json");
    restart();
    files().keyMoveFile().write(new KeyMoveFile.Move(ID, "absent", "right"));

    assertThat(moving().settle(CLI)).contains("no TPM");
    assertThat(steps()).containsExactly("done", "copy_left");
    assertThat(kept).doesNotExist();
    assertThat(record().now().place()).isEqualTo(new KeyPlace(ID, "right"));
  }

  private KeyStorageMove.Moved move(String to) {
    try (InstallationKey key = key()) {
      return moving().move(CLI, key, to);
    }
  }

  private KeyStorageMove moving() {
    return new KeyStorageMove(record(), this::store, files().keyMoveFile(), journal);
  }

  private InstallationRecord record() {
    return new InstallationRecord(
        files().installationFile(), files().installationFile().read().orElseThrow());
  }

  private InstallationKey key() {
    KeyStore holder = store("left").read(ID).isPresent() ? store("left") : store("right");
    return InstallationKey.open(holder, ID, true, new CountedRandomness());
  }

  private KeyStore store(String name) {
    return switch (name) {
      case "left" -> new Named("left", new FileKeyStore(left, disk));
      case "right" -> new Named("right", new FileKeyStore(right, disk));
      case "forgetful" -> forgetful;
      default -> new AbsentKeyStore("no TPM");
    };
  }

  private void restart() {
    if (opened != null) {
      opened.close();
    }
    opened = StateFiles.open(folder, secret.copy(), disk);
  }

  private StateFiles files() {
    return Objects.requireNonNull(opened);
  }

  private void assertOnlyIn(String holder) {
    String other = holder.equals("left") ? "right" : "left";
    assertThat(StateFiles.unprovenPlace(folder)).contains(new KeyPlace(ID, holder));
    try (SecretBytes there = store(holder).read(ID).orElseThrow()) {
      assertThat(there.constantTimeEquals(secret)).isTrue();
    }
    assertThat(store(other).read(ID)).isEmpty();
  }

  private List<String> steps() {
    return journal.events().stream()
        .map(event -> String.valueOf(event.details().get("step")))
        .toList();
  }

  /** A store under another name. */
  private record Named(String name, KeyStore store) implements KeyStore {
    @Override
    public Facts facts() {
      return store.facts();
    }

    @Override
    public Optional<String> fault() {
      return store.fault();
    }

    @Override
    public Optional<SecretBytes> read(String keyId) {
      return store.read(keyId);
    }

    @Override
    public void keep(String keyId, SecretBytes key) {
      store.keep(keyId, key);
    }

    @Override
    public void remove(String keyId) {
      store.remove(keyId);
    }
  }

  /** Keeps zeroes, whatever it is given. */
  private static final class Forgetful implements KeyStore {
    private boolean kept;

    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public Facts facts() {
      return new Facts(true, true, true, true);
    }

    @Override
    public Optional<String> fault() {
      return Optional.empty();
    }

    @Override
    public Optional<SecretBytes> read(String keyId) {
      return kept
          ? Optional.of(SecretBytes.allocate(InstallationKey.SIZE_BYTES))
          : Optional.empty();
    }

    @Override
    public void keep(String keyId, SecretBytes key) {
      kept = true;
    }

    @Override
    public void remove(String keyId) {
      kept = false;
    }
  }
}
