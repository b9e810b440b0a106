package aico.key.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.EventCode;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPipe;
import aico.key.Asker;
import aico.key.InstallationOutcome;
import aico.key.KeyEvents;
import aico.key.KeyException;
import aico.key.KeyPlace;
import aico.key.Proof;
import aico.key.RecordingJournal;
import aico.key.UnlockOutcome;
import aico.key.os.LinuxMemory;
import aico.key.storage.StateFiles;
import aico.key.tpm2.SoftwareTpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation whose key is in a TPM: chosen by itself, lost, and brought back elsewhere. */
class KeyStorageIT {
  private static final Asker CLI = new Asker("cli", null);
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;
  @TempDir Path machine;

  private final RecordingJournal journal = new RecordingJournal();
  private SoftwareTpm tpm;

  @BeforeEach
  void switchOn() throws Exception {
    tpm = new SoftwareTpm(machine);
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  @Test
  void auto_takesATpmThatWorks_elseTheFile_andNeverAKeyring() throws Exception {
    assertThat(new KeyStorage(folder, environment()).auto()).isEqualTo("tpm2");
    try (var left = Files.list(folder)) {
      assertThat(left).as("the throwaway key is gone").isEmpty();
    }
    tpm.stop();
    assertThat(new KeyStorage(folder, environment()).auto()).isEqualTo("file");
    assertThat(
            new KeyStorage(folder, Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")).auto())
        .isEqualTo("file");
  }

  @Test
  void systemdCredential_isReadWhereTheUnitHandsItOver(@TempDir Path credentials) throws Exception {
    Files.writeString(credentials.resolve("aico-installation-key"), "0a".repeat(32) + "\n");
    KeyStorage storage =
        new KeyStorage(folder, Map.of("CREDENTIALS_DIRECTORY", credentials.toString()));
    assertThat(storage.auto()).isEqualTo("systemd");
    try (OpenKeys keys = open(storage)) {
      assertThat(keys.keyStore().name()).isEqualTo("systemd");
      assertThat(keys.keyStore().facts().survivesStolenDisk()).isFalse();
    }
    assertThatThrownBy(() -> open(new KeyStorage(folder, Map.of())).close())
        .isInstanceOf(KeyException.class);
  }

  @Test
  void deadTpm_stopsTheStart_andThePasswordBringsTheKeyIntoAnotherStore() throws Exception {
    create();
    tpm.stop();
    assertThatThrownBy(() -> open().close())
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("the key storage 'tpm2' cannot be used: the TPM does not answer")
        .hasMessageContaining("aico keystore move");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".key"))).isEmpty();
    }

    assertThat(program("not " + PASSWORD, "move", folder + "", "owner", "file", "password"))
        .isEqualTo(12);
    assertThat(program(PASSWORD, "move", folder + "", "nobody", "file", "password")).isEqualTo(1);
    assertThat(program(PASSWORD, "move", folder + "", "owner", "tpm2:/x", "password")).isEqualTo(1);
    assertThat(program(PASSWORD, "move", folder + "", "owner", "file", "password")).isZero();

    open().close();
    assertThat(StateFiles.unprovenPlace(folder).map(KeyPlace::storage)).contains("file");
    assertThat(journal.codes()).contains(EventCode.KEY_STORAGE_MOVED);
    assertThat(folder.resolve("move.json")).doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".tpm2"))).isEmpty();
    }
  }

  @Test
  void rotation_withinTheTpm_thenOutOfIt_leavesNothingOfTheKeyBefore() throws Exception {
    create();
    KeyPlace first = place();
    String blob = "installation-" + first.keyId();

    rotate(null);
    KeyPlace second = place();
    assertThat(second.storage()).isEqualTo("tpm2");
    assertThat(second.keyId()).isNotEqualTo(first.keyId());
    assertThat(sealedKeys()).hasSize(1).noneMatch(name -> name.contains(blob));
    tpm.reboot();

    rotate("file");
    assertThat(place().storage()).isEqualTo("file");
    assertThat(sealedKeys()).isEmpty();
    tpm.stop();
    open().close();
  }

  private KeyPlace place() {
    return StateFiles.unprovenPlace(folder).orElseThrow();
  }

  private List<String> sealedKeys() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".tpm2")).toList();
    }
  }

  private void rotate(@Nullable String into) {
    try (OpenKeys keys = open();
        SecretBytes password = SecretBytes.copyOfAndWipe(PASSWORD.getBytes(UTF_8))) {
      assertThat(
              keys.installationChanges().rotate(CLI, "owner", new Proof.Password(password), into))
          .isInstanceOfSatisfying(
              InstallationOutcome.Rotating.class,
              done -> assertThat(done.progress().waiting()).isEmpty());
      assertThat(keys.installationChanges().rotation().progress()).isEmpty();
    }
  }

  private void create() {
    try (OpenKeys keys = open();
        SecretBytes password = SecretBytes.copyOfAndWipe(PASSWORD.getBytes(UTF_8))) {
      UnlockOutcome made = keys.unlocking().create(CLI, "owner", password, "f0".repeat(16));
      assertThat(made).isInstanceOf(UnlockOutcome.Created.class);
      ((UnlockOutcome.Created) made).kit().close();
    }
  }

  private OpenKeys open() {
    return open(new KeyStorage(folder, environment()));
  }

  private OpenKeys open(KeyStorage storage) {
    return new OpenKeys(
        folder,
        storage,
        KeyStorage.AUTO,
        new LinuxMemory(),
        Clock.systemUTC(),
        journal,
        new Silent());
  }

  private Map<String, String> environment() {
    return Map.of("TPM2TOOLS_TCTI", tpm.tcti());
  }

  /** Runs {@link KeyStoreMain} as the command does. */
  private int program(String secret, String... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KeyStoreMain.class.getName()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment());
    Process process;
    try (SecretBytes bytes = SecretBytes.copyOfAndWipe(secret.getBytes(UTF_8));
        SecretPipe pipe = SecretPipe.holdingHexLines(bytes)) {
      process = builder.redirectInput(pipe.redirect()).redirectErrorStream(true).start();
    }
    process.getInputStream().transferTo(System.out);
    return process.waitFor();
  }

  private static final class Silent implements KeyEvents {
    @Override
    public void unlocked(String user, String unlockId) {}

    @Override
    public void locked(String user, String unlockId) {}
  }
}
