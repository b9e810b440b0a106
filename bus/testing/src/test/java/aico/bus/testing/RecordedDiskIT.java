package aico.bus.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedDiskIT {
  private static final String OLD = "o".repeat(2_000);
  private static final String NEW = "n".repeat(2_000);

  @TempDir private Path parent;
  private Path folder;
  private RecordedDisk disk;

  @BeforeEach
  void begin() throws Exception {
    folder = Files.createDirectory(parent.resolve("folder"));
    Files.writeString(folder.resolve("before"), OLD);
    disk = RecordedDisk.of(folder, Files.createDirectory(parent.resolve("aside")));
  }

  @Test
  void afterACut_onlyWhatWasSyncedIsSure() throws Exception {
    run(
        "w('sure', 'x', sync=True); names()",
        "w('unsynced', 'x')",
        "w('nameless', 'x', sync=True)",
        "os.rename('before', 'renamed')",
        "os.mkdir('sub'); w('sub/file', 'x', sync=True); names('sub')",
        "os.unlink('sure')");
    disk.requireComplete();

    disk.after(disk.position(), PowerCut.losingAll()).restoreTo(folder);

    assertThat(names()).containsExactlyInAnyOrder("before", "sure");
    assertThat(folder.resolve("before")).hasContent(OLD);
    assertThat(folder.resolve("sure")).hasContent("x");

    disk.after(disk.position(), PowerCut.none()).restoreTo(folder);

    assertThat(names())
        .containsExactlyInAnyOrder("unsynced", "nameless", "renamed", "sub", "sub/file");
    assertThat(folder.resolve("renamed")).hasContent(OLD);
  }

  @Test
  void afterACut_sectorsAreOldOrNew_andANameIsOneOfBoth() throws Exception {
    run("w('before', '" + NEW + "', flags=os.O_WRONLY)", "os.rename('before', 'renamed')");
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      DiskState state = disk.after(disk.position(), PowerCut.losingSome(new Random(seed)));
      String before = new String(state.content(folder.resolve("before")), US_ASCII);
      String renamed = new String(state.content(folder.resolve("renamed")), US_ASCII);
      assertThat(before.isEmpty()).isNotEqualTo(renamed.isEmpty());
      String content = before + renamed;
      assertThat(content).hasSize(2_000);
      for (int at = 0; at < 2_000; at += PowerCut.SECTOR_BYTES) {
        String sector = content.substring(at, Math.min(2_000, at + PowerCut.SECTOR_BYTES));
        assertThat(sector.chars().distinct().count()).isEqualTo(1);
      }
      seen.add((renamed.isEmpty() ? "before" : "renamed") + content);
    }
    assertThat(seen).hasSizeGreaterThan(10);
  }

  @Test
  void position_isBetweenStepsThatHaveHappened() throws Exception {
    run("w('one', 'x', sync=True); names()", "w('two', 'x', sync=True); names()");
    List<Long> syncs = disk.beforeSyncs();
    assertThat(syncs).hasSize(4);
    assertThat(stateAt(syncs.get(1))).doesNotContain("one");
    assertThat(stateAt(syncs.get(2))).contains("one").doesNotContain("two");
    assertThat(stateAt(disk.position())).contains("one", "two");
  }

  @Test
  void requireComplete_seesWhatWasNotRecorded() throws Exception {
    run("w('one', 'x', sync=True)");
    disk.requireComplete();
    Files.writeString(folder.resolve("one"), "y");
    assertThatThrownBy(disk::requireComplete)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("folder/one");
  }

  @Test
  void requireCompleteUntilKilled_letsOneStepPass_andNoMore() throws Exception {
    run("w('one', 'x', sync=True)", "w('two', 'x', sync=True)");
    Files.writeString(folder.resolve("one"), "y");
    disk.requireCompleteUntilKilled();
    Files.writeString(folder.resolve("two"), "y");
    assertThatThrownBy(disk::requireCompleteUntilKilled)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("folder/one");
    Files.writeString(folder.resolve("one"), "x");
    Files.writeString(folder.resolve("two"), "x");
    Files.move(folder.resolve("one"), folder.resolve("three"));
    disk.requireCompleteUntilKilled();
  }

  private String stateAt(long position) throws IOException {
    return disk.after(position, PowerCut.losingAll()).files().keySet().toString();
  }

  private List<String> names() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder))
          .map(path -> folder.relativize(path).toString())
          .toList();
    }
  }

  /** In the folder, by a program that goes through the C library as ours do. */
  private void run(String... lines) throws Exception {
    String script =
        """
        import os
        def w(name, text, sync=False, flags=os.O_WRONLY | os.O_CREAT | os.O_TRUNC):
            fd = os.open(name, flags, 0o600)
            os.write(fd, text.encode())
            if sync: os.fsync(fd)
            os.close(fd)
        def names(folder='.'):
            fd = os.open(folder, os.O_RDONLY)
            os.fsync(fd)
            os.close(fd)
        """
            + String.join("\n", lines);
    ProcessBuilder python =
        new ProcessBuilder("/usr/bin/python3", "-c", script).directory(folder.toFile()).inheritIO();
    python.environment().putAll(disk.environment());
    assertThat(python.start().waitFor()).isZero();
  }
}
