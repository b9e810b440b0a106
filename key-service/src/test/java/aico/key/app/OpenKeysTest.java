package aico.key.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.KeyEvents;
import aico.key.KeyException;
import aico.key.RecordingJournal;
import aico.key.StateFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Files.delete(folder.resolve("installation.key"));

    assertThatThrownBy(this::open)
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("installation key: not in the key storage 'file'");
    assertThat(folder.resolve("installation.key")).doesNotExist();
  }

  @Test
  void open_afterAFirstLaunchThatDiedBehindTheKey_goesOn() throws IOException {
    open().close();
    byte[] key = Files.readAllBytes(folder.resolve("installation.key"));
    Files.delete(folder.resolve("installation.json"));

    open().close();
    assertThat(Files.readAllBytes(folder.resolve("installation.key"))).isEqualTo(key);
  }

  @Test
  void open_installationOfANewerVersion_isRefusedNamingIt() throws IOException {
    open().close();
    Path file = folder.resolve("installation.json");
    Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 2"));

    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation.json: version: 2 (expected: <= 1)");
  }

  @Test
  void open_anotherInstallationsKey_isRefused(@TempDir Path other) throws IOException {
    open().close();
    new OpenKeys(other, () -> 0, Clock.systemUTC(), new RecordingJournal(), new Silent()).close();
    Files.delete(folder.resolve("installation.key"));
    Files.copy(other.resolve("installation.key"), folder.resolve("installation.key"));
    Files.setPosixFilePermissions(
        folder.resolve("installation.key"), PosixFilePermissions.fromString("r--------"));

    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation.json: mac: does not match");
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
