package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.VaultName;
import aico.vault.VaultState;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as use of a vault, on real gocryptfs; the test turns the clock. */
class IdleLockIT {
  private static final VaultName DIARY = new VaultName("diary");
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @TempDir private Path folder;
  private TestHome home;
  private Path page;

  @BeforeEach
  void start() throws IOException {
    home = new TestHome(folder);
    home.create("diary");
    home.vaults.configure(DIARY, settings -> settings.withIdleLock(LIMIT), TestHome.PERSON);
    page = Files.writeString(home.files("diary").resolve("page"), "dear diary");
    rest();
  }

  @AfterEach
  void stop() {
    home.close();
  }

  @Test
  void nothing_isNoUse() throws IOException {
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.LOCKED);
    assertThat(home.pid("diary")).isEqualTo(-1);
    home.mount("diary");
    assertThat(page).hasContent("dear diary");
  }

  @Test
  void aFileReadAndClosedInBetween_isUse() throws IOException {
    Files.readString(page);
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
    rest();
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void aFolderListed_isUse() {
    assertThat(home.files("diary")).isNotEmptyDirectory();
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
  }

  @Test
  void anOpenFile_isUse_forAsLongAsItIsOpen() throws IOException {
    try (InputStream open = Files.newInputStream(page)) {
      home.vaults.tick();
      assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
      assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
      assertThat(open.read()).isEqualTo('d');
    }
    rest();
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void aMappedFile_isUse_alsoWhenItIsClosed() throws IOException {
    try (FileChannel channel = FileChannel.open(page);
        var arena = Arena.ofConfined()) {
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 4, arena);
      channel.close();
      home.vaults.tick();
      assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
      assertThat(mapped.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'd');
    }
  }

  @Test
  void aProcessThatWorksThere_isUse() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "read line").directory(home.files("diary").toFile()).start();
    try {
      home.vaults.tick();
      assertThat(stateAfterTheLimit()).isEqualTo(VaultState.MOUNTED);
      assertThat(home.trail.lines()).endsWith("unmounted diary", "unmounted diary failed");
    } finally {
      shell.destroyForcibly().waitFor();
    }
    rest();
    assertThat(stateAfterTheLimit()).isEqualTo(VaultState.LOCKED);
  }

  /** Waits until gocryptfs has nothing more to do and open, and looks at it then. */
  private void rest() {
    long pid = home.pid("diary");
    Path cipher = home.layout("diary").cipher();
    await()
        .during(Duration.ofMillis(300))
        .until(
            () -> home.processes.activity(pid, cipher),
            seen -> seen.orElseThrow().openBelow() == 0);
    home.vaults.tick();
  }

  private VaultState stateAfterTheLimit() {
    home.clocks.pass(LIMIT);
    home.vaults.tick();
    return home.state("diary");
  }
}
