package aico.key.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.KeyStoreContract;
import aico.key.StateFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyStoreTest extends KeyStoreContract {
  @TempDir Path folder;

  @Override
  protected KeyStore store() {
    return new FileKeyStore(folder);
  }

  @Test
  void keep_isReadableByItsOwnerAlone() throws IOException {
    keepRandom();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("r--------");
  }

  /** As homes from before keys had their ids in the file's name have it. */
  @Test
  void oldFile_isReadUnderAnyId_andGoesWithTheKeyThatItHolds() throws IOException {
    keepRandom();
    Path old = folder.resolve("installation.key");
    try (SecretBytes key = store().read(ID).orElseThrow()) {
      Files.move(file(), old);
      assertHolds(ID, key);
      try (SecretBytes next = SecretBytes.random(32)) {
        store().keep(OTHER, next);
        assertHolds(OTHER, next);
      }
      store().remove(ID);
    }
    assertThat(old).doesNotExist();
    assertThat(store().read(OTHER)).isPresent();
  }

  /** The draft is written outside the steps here, so there are three left to die at. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void keep_diedAtAnyStep_leavesNoKeyOrAWholeOne(int step) {
    FailingDisk disk = new FailingDisk();
    disk.dieAtStep(step);
    try (SecretBytes key = SecretBytes.random(32)) {
      assertThatThrownBy(() -> new FileKeyStore(folder, disk).keep(ID, key))
          .isInstanceOf(KeyException.class);
      FileKeyStore afterRestart = new FileKeyStore(folder);
      if (step < 2) {
        assertThat(afterRestart.read(ID)).isEmpty();
        afterRestart.keep(ID, key);
      }
      try (SecretBytes read = afterRestart.read(ID).orElseThrow()) {
        assertThat(read.constantTimeEquals(key)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aico-installation-key 1 | aico-installation-key 2 | version: another version",
        "aico-installation-key 1 | -----BEGIN PRIVATE KEY | version: not a key file",
        "0a | 0g | key: other characters",
        "0a | 0A | key: other characters",
      })
  void read_damagedFile_isRefusedNamingTheField(String from, String to, String message)
      throws IOException {
    rewrite("aico-installation-key 1\n" + "0a".repeat(32) + "\n", from, to);
    assertThatThrownBy(() -> new FileKeyStore(folder).read(ID))
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation-" + ID + ".key: " + message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 24, 60, 87})
  void read_cutShort_isRefused(int size) throws IOException {
    String whole = "aico-installation-key 1\n" + "0a".repeat(32) + "\n";
    rewrite(whole.substring(0, size), "", "");
    assertThatThrownBy(() -> new FileKeyStore(folder).read(ID))
        .isInstanceOf(StateFileException.class)
        .hasMessageStartingWith("installation-" + ID + ".key: ");
  }

  @Test
  void read_tooLong_isRefused() throws IOException {
    rewrite("aico-installation-key 1\n" + "0a".repeat(32) + "\n\n", "", "");
    assertThatThrownBy(() -> new FileKeyStore(folder).read(ID))
        .isInstanceOf(StateFileException.class);
  }

  @Test
  void read_readableByOthers_isRefused() throws IOException {
    keepRandom();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r-----"));
    assertThatThrownBy(() -> new FileKeyStore(folder).read(ID))
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("mode: r--r----- (expected: r--------)");
  }

  private void keepRandom() {
    try (SecretBytes key = SecretBytes.random(32)) {
      new FileKeyStore(folder).keep(ID, key);
    }
  }

  private void rewrite(String content, String from, String to) throws IOException {
    Files.writeString(file(), from.isEmpty() ? content : content.replace(from, to));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--------"));
  }

  private Path file() {
    return folder.resolve("installation-" + ID + ".key");
  }
}
