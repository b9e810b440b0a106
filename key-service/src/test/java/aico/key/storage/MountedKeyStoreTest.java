package aico.key.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.StateFileException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's half for a store that is only read. */
class MountedKeyStoreTest {
  private static final String ID = "1a".repeat(16);
  private static final String KEY =
      "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {KEY, KEY + "\n", "aico-installation-key 1\n" + KEY + "\n"})
  void read_whatStockToolsWrite_isTheKey(String content) throws IOException {
    put(content);
    try (SecretBytes key = store().read(ID).orElseThrow()) {
      assertThat(key.segment().toArray(ValueLayout.JAVA_BYTE)).hasSize(32).containsOnly(0x0a);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0a", "zz", KEY + "0a", KEY + "\n\n", " " + KEY, "0A"})
  void read_anythingElse_isRefused(String content) throws IOException {
    put(content);
    assertThatThrownBy(() -> store().read(ID)).isInstanceOf(StateFileException.class);
  }

  @Test
  void read_tooLong_isRefused() throws IOException {
    put("0a".repeat(10_000));
    assertThatThrownBy(() -> store().read(ID)).isInstanceOf(StateFileException.class);
  }

  @Test
  void nothingThere_isNothing_andAFaultThatNamesTheFile() {
    assertThat(store().read(ID)).isEmpty();
    assertThat(store().fault()).contains("there is no " + file());
    store().remove(ID);
  }

  @Test
  void keepAndRemove_areRefused_andLeaveTheFile() throws IOException {
    put(KEY);
    try (SecretBytes key = SecretBytes.random(32)) {
      assertThatThrownBy(() -> store().keep(ID, key)).isInstanceOf(KeyException.class);
    }
    assertThatThrownBy(() -> store().remove(ID)).isInstanceOf(KeyException.class);
    assertThat(file()).content().isEqualTo(KEY);
  }

  @Test
  void facts_claimNothingThatCannotBeSeen_andFollowTheMode() throws IOException {
    put(KEY);
    assertThat(store().facts()).isEqualTo(new KeyStore.Facts(false, false, true, true));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));
    assertThat(store().facts().keepsOutOtherUsers()).isFalse();
  }

  private void put(String content) throws IOException {
    Files.writeString(file(), content);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r-----"));
  }

  private Path file() {
    return folder.resolve("secret");
  }

  private MountedKeyStore store() {
    return new MountedKeyStore("mounted:" + file(), file());
  }
}
