package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.VaultState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the process that mounted. */
class KilledServiceIT {
  @TempDir private Path folder;

  @Test
  void kill_whileMountedAndInUse_endsGocryptfsAndTheMount() throws Exception {
    Path page = folder.resolve("mnt/diary/files/page");
    MountingProcess child = MountingProcess.start(folder);
    long pid = Long.parseLong(child.ask("create diary").get(1));
    OutputStream open = Files.newOutputStream(page);
    open.write(1);

    child.process.destroyForcibly().waitFor();

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> ProcessHandle.of(pid).isEmpty() && !Files.exists(page));
    try (TestHome home = new TestHome(folder)) {
      assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
      assertThat(home.mountPoint("diary")).doesNotExist();
      assertThat(home.table.mounts()).noneMatch(mount -> mount.point().startsWith(home.folder));
    }
  }

  @Test
  void endOfInput_unmountsInOrder() throws Exception {
    MountingProcess child = MountingProcess.start(folder);
    long pid = Long.parseLong(child.ask("create diary").get(1));
    child.close();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(folder.resolve("mnt")).isEmptyDirectory();
  }

  @Test
  void kill_anywhereInCreate_leavesNothingHalf() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 8; round++) {
      MountingProcess child = MountingProcess.start(folder);
      child.send("create v" + round);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(250)));
      child.process.destroyForcibly().waitFor();
    }
    // The killed processes took their keys along: what they made cannot open. But each vault is
    // either whole in its folder and in the registry, or in no registry.
    await()
        .until(() ->
            ProcessHandle.allProcesses()
                .noneMatch(process ->
                    process.info().commandLine().orElse("").contains(folder + "/vaults")));
    try (TestHome home = new TestHome(folder)) {
      assertThat(home.vaults.list()).allMatch(vault -> vault.state() == VaultState.LOCKED);
      assertThat(home.places.mounts()).isEmptyDirectory();
      assertThat(home.table.mounts())
          .noneMatch(mount -> mount.point().startsWith(home.places.mounts()));
      clearStaged(home);
    }
  }

  private static void clearStaged(TestHome home) throws IOException {
    for (var mount : home.table.mounts()) {
      if (mount.point().startsWith(home.folder)) {
        TestUser.run("fusermount3", "-u", "-z", mount.point().toString());
      }
    }
  }
}
