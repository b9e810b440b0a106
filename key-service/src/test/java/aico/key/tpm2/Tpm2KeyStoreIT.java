package aico.key.tpm2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.KeyStoreContract;
import aico.key.PlainKeyBlobs;
import aico.key.StateFileException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Tpm2KeyStoreIT extends KeyStoreContract {
  @TempDir Path folder;
  @TempDir Path machine;

  private SoftwareTpm tpm;

  @BeforeEach
  void switchOn() throws Exception {
    tpm = new SoftwareTpm(machine);
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  @Override
  protected KeyStore store() {
    return new Tpm2KeyStore(new PlainKeyBlobs(folder), tpm.tcti());
  }

  @Test
  void reboot_withTheSameSecureBoot_opens() throws Exception {
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
      tpm.reboot();
      assertHolds(ID, key);
    }
  }

  @Test
  void changedPcr7_doesNotOpen_andARebootWithTheOldOneDoes() throws Exception {
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
      tpm.measureSomethingElse();
      assertThatThrownBy(() -> store().read(ID))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining("PCR 7")
          .hasMessageContaining("aico keystore move");
      tpm.reboot();
      assertHolds(ID, key);
    }
  }

  @Test
  void anotherMachinesTpm_doesNotOpen(@TempDir Path elsewhere) throws Exception {
    keepRandom();
    try (SoftwareTpm other = new SoftwareTpm(elsewhere)) {
      KeyStore thief = new Tpm2KeyStore(new PlainKeyBlobs(folder), other.tcti());
      assertThat(thief.fault()).isEmpty();
      assertThatThrownBy(() -> thief.read(ID)).isInstanceOf(KeyException.class);
    }
  }

  @Test
  void clearedTpm_doesNotOpen() {
    keepRandom();
    tpm.clear();
    assertThatThrownBy(() -> store().read(ID)).isInstanceOf(KeyException.class);
  }

  @Test
  void absentTpm_isAFault() throws Exception {
    tpm.stop();
    assertThat(store().fault()).hasValueSatisfying(f -> assertThat(f).contains("does not answer"));
  }

  @Test
  void blob_holdsNothingOfTheKey_andNoFolderIsLeftBehind() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
      store().read(ID).orElseThrow().close();
      byte[] plain = key.segment().toArray(ValueLayout.JAVA_BYTE);
      String blob = Files.readString(blob(), ISO_8859_1);
      assertThat(blob).startsWith("aico-tpm2-key 1\n").doesNotContain(Hex.encode(plain));
    }
    try (var left = Files.list(temporary)) {
      assertThat(left.filter(f -> f.getFileName().toString().startsWith("tpm2-"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aico-tpm2-key 2\n00\n00\n", "x", "aico-tpm2-key 1\n00\n"})
  void damagedBlob_isRefusedNamingTheFile(String content) throws IOException {
    Files.writeString(blob(), content);
    assertThatThrownBy(() -> store().read(ID))
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining(blob().getFileName().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void changedBlob_doesNotOpen(int line) throws IOException {
    keepRandom();
    String[] lines = Files.readString(blob()).split("\n");
    char last = lines[line].charAt(lines[line].length() - 1);
    lines[line] = lines[line].substring(0, lines[line].length() - 1) + (last == '0' ? '1' : '0');
    Files.writeString(blob(), String.join("\n", lines) + "\n");
    assertThatThrownBy(() -> store().read(ID)).isInstanceOf(KeyException.class);
  }

  private Path blob() {
    return folder.resolve("installation-" + ID + ".tpm2");
  }

  private void keepRandom() {
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
    }
  }
}
