package aico.key.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.KeyEvents;
import aico.key.KeyException;
import aico.key.KeyPlace;
import aico.key.RecordingJournal;
import aico.key.StateFileException;
import aico.key.storage.FileKeyStore;
import aico.key.storage.StateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenKeysTest {
  private static final Asker AUDIT = new Asker("audit-service", null);

  @TempDir Path folder;

  @Test
  void open_again_keepsKeysAndAttestationKeyAndChangesItsIncarnation() {
    String attestationKey;
    String incarnation;
    try (OpenKeys first = open();
        SecretBytes log = first.serviceKeys().handOut(AUDIT, "log").key()) {
      attestationKey = first.attestationKey();
      incarnation = first.incarnation();
      try (OpenKeys second = open();
          SecretBytes again = second.serviceKeys().handOut(AUDIT, "log").key()) {
        assertThat(again.constantTimeEquals(log)).isTrue();
        assertThat(second.attestationKey()).isEqualTo(attestationKey);
        assertThat(second.incarnation()).isNotEqualTo(incarnation);
      }
    }
  }

  @Test
  void open_installationKeyGone_refusesAndMakesNone() throws IOException {
    open().close();
    Files.delete(key(folder));

    assertThatThrownBy(this::open)
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("installation key: not in the key storage 'file'");
    assertThat(keys(folder)).isEmpty();
  }

  /** Before the key, and right behind it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void open_afterAFirstLaunchThatDiedAroundTheKey_goesOnWithTheSame(boolean kept)
      throws IOException {
    String id = "1a".repeat(16);
    StateFiles.firstLaunchFile(folder).write(new KeyPlace(id, "file"));
    try (SecretBytes key = SecretBytes.random(32)) {
      if (kept) {
        new FileKeyStore(folder).keep(id, key);
      }
      open().close();
      try (SecretBytes now = new FileKeyStore(folder).read(id).orElseThrow()) {
        assertThat(now.constantTimeEquals(key)).isEqualTo(kept);
      }
    }
    assertThat(StateFiles.unprovenPlace(folder)).contains(new KeyPlace(id, "file"));
    assertThat(folder.resolve("launch.json")).doesNotExist();
  }

  @Test
  void open_storageThatThisBuildDoesNotKnow_isRefusedNamingIt() {
    StateFiles.firstLaunchFile(folder).write(new KeyPlace("1a".repeat(16), "crystal"));
    assertThatThrownBy(this::open)
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("key storage: 'crystal'");
    assertThat(keys(folder)).isEmpty();
  }

  @Test
  void open_installationOfANewerVersion_isRefusedNamingIt() throws IOException {
    open().close();
    Path file = folder.resolve("installation.json");
    Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 3"));

    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation.json: version: 3 (expected: <= 2)");
  }

  @Test
  void open_anotherInstallationsKey_isRefused(@TempDir Path other) throws IOException {
    open().close();
    new OpenKeys(other, () -> 0, Clock.systemUTC(), new RecordingJournal(), new Silent()).close();
    Path key = key(folder);
    Files.delete(key);
    Files.copy(key(other), key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));

    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation.json: mac: does not match");
  }

  private static Path key(Path folder) {
    return keys(folder).getFirst();
  }

  private static List<Path> keys(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".key")).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private OpenKeys open() {
    return new OpenKeys(folder, () -> 0, Clock.systemUTC(), new RecordingJournal(), new Silent());
  }

  private static final class Silent implements KeyEvents {
    @Override
    public void unlocked(String user, String unlockId) {}

    @Override
    public void locked(String user, String unlockId) {}
  }
}
