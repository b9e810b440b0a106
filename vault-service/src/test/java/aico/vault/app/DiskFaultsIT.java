package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aico.vault.Outcome;
import aico.vault.VaultName;
import aico.vault.VaultState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault on a disk of its own that is full, read-only, or gone while it is in use. */
class DiskFaultsIT {
  private static final VaultName MUSIC = new VaultName("music");
  private static final int PIECE_BYTES = 256 * 1024;

  @TempDir private Path folder;
  private TestHome home;
  private Path disk;

  @BeforeEach
  void start() throws IOException {
    home = new TestHome(folder);
    disk = Files.createDirectory(home.folder.resolve("disk"));
    TestUser.run("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk.toString());
    assertThat(home.vaults.create(MUSIC, disk, "owner", TestHome.PERSON))
        .isInstanceOf(Outcome.Done.class);
    Files.writeString(home.files("music").resolve("song"), "la");
  }

  @AfterEach
  void stop() {
    home.close();
    TestUser.run("umount", "-l", disk.toString());
  }

  @Test
  void fullDisk_refusesWrites_locks_andMountsAgain_withWhatWasThere() throws IOException {
    Path files = home.files("music");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fill(files))
        .withMessageContaining("No space left");
    assertThat(home.unmount("music")).isInstanceOf(Outcome.Done.class);
    assertThat(home.pid("music")).isEqualTo(-1);
    assertThat(home.mount("music")).isInstanceOf(Outcome.Done.class);
    assertThat(files.resolve("song")).hasContent("la");
    Files.delete(files.resolve("piece0"));
    Files.writeString(files.resolve("more"), "la la");
  }

  @Test
  void readOnlyDisk_isRefusedWithItsReason_andMountsWhenItIsNot() {
    home.unmount("music");
    remount("ro");
    assertThat(home.state("music")).isEqualTo(VaultState.LOCKED);
    assertThat(home.mount("music"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.message()).contains("Read-only file system"));
    assertThat(home.state("music")).isEqualTo(VaultState.LOCKED);
    assertThat(home.pid("music")).isEqualTo(-1);
    remount("rw");
    assertThat(home.mount("music")).isInstanceOf(Outcome.Done.class);
    assertThat(home.files("music").resolve("song")).hasContent("la");
  }

  @Test
  void diskPulledOut_whileMounted_locks_andIsAbsent_untilItIsBack() throws IOException {
    Path aside = Files.createDirectory(home.folder.resolve("aside"));
    TestUser.run("mount", "--bind", disk.toString(), aside.toString());
    try {
      TestUser.run("umount", "-l", disk.toString());
      assertThat(home.unmount("music")).isInstanceOf(Outcome.Done.class);
      assertThat(home.pid("music")).isEqualTo(-1);
      assertThat(home.state("music")).isEqualTo(VaultState.ABSENT);
      assertThat(disk).isEmptyDirectory();
      TestUser.run("mount", "--bind", aside.toString(), disk.toString());
    } finally {
      TestUser.run("umount", "-l", aside.toString());
    }
    assertThat(home.state("music")).isEqualTo(VaultState.LOCKED);
    assertThat(home.mount("music")).isInstanceOf(Outcome.Done.class);
    assertThat(home.files("music").resolve("song")).hasContent("la");
  }

  private void fill(Path files) throws IOException {
    for (int i = 0; ; i++) {
      Files.write(files.resolve("piece" + i), new byte[PIECE_BYTES]);
    }
  }

  private void remount(String mode) {
    TestUser.run("mount", "-o", "remount," + mode, disk.toString());
  }
}
