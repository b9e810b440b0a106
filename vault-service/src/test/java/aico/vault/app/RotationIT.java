package aico.vault.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Gocryptfs;
import aico.vault.Outcome;
import aico.vault.RotationView;
import aico.vault.RotationView.Phase;
import aico.vault.VaultEntry;
import aico.vault.VaultKeys;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotations on real gocryptfs. */
class RotationIT {
  private static final VaultName DIARY = new VaultName("diary");

  /** What coreutils see of a tree: names as bytes, types, modes, times, links, content. */
  private static final String DESCRIBE =
      "cd \"$1\" && find . -printf '%P %y %m %n %T@ %l\\0' | sort -z | sha256sum"
          + " && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum";

  @TempDir private Path folder;

  @Test
  void rotate_keepsEveryFileAsItWas_underANewKeyOnly() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      fill(home.files("diary"));
      String before = described(home.mountPoint("diary"));
      String id = id(home);
      byte[] oldConf = Files.readAllBytes(home.layout("diary").cipher().resolve("gocryptfs.conf"));

      RotationView ended = rotated(home.vaults);

      assertThat(ended.refused()).isNull();
      assertThat(ended.phase()).isEqualTo(Phase.DONE);
      assertThat(home.state("diary")).isEqualTo(VaultState.MOUNTED);
      assertThat(described(home.mountPoint("diary"))).isEqualTo(before);
      assertThat(Files.getAttribute(home.files("diary").resolve("folder/inside"), "user:note"))
          .isEqualTo("kept too".getBytes(UTF_8));
      assertThat(home.keys.has(id, 1)).isFalse();
      assertThat(home.keys.has(id, 2)).isTrue();
      assertThat(Files.readAllBytes(home.layout("diary").cipher().resolve("gocryptfs.conf")))
          .isNotEqualTo(oldConf);
      try (var left = Files.list(home.layout("diary").folder())) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .containsExactlyInAnyOrder("vault.json", "cipher", "lock", "output");
      }
      assertThat(home.trail.lines()).contains("rotated diary");

      assertThat(rotated(home.vaults).phase()).isEqualTo(Phase.DONE);
      assertThat(home.keys.has(id, 2)).isFalse();
      home.restart();
      assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
      assertThat(described(home.mountPoint("diary"))).isEqualTo(before);
    }
  }

  @Test
  void rotate_endsAnywhere_losesNothing_andTheNextGoesOn() throws Exception {
    int interrupted = 0;
    for (int step = 1; ; step++) {
      try (TestHome home = new TestHome(Files.createDirectory(folder.resolve("step" + step)))) {
        home.create("diary");
        Files.writeString(home.files("diary").resolve("page"), "kept");
        String before = described(home.mountPoint("diary"));
        home.vaults.stop();
        Interruption interruption = new Interruption(step);
        boolean whole = endsAt(home.vaults(interruption), interruption);
        home.restart();
        home.mount("diary");
        assertThat(home.state("diary")).as("step %d", step).isEqualTo(VaultState.MOUNTED);
        assertThat(described(home.mountPoint("diary"))).as("step %d", step).isEqualTo(before);
        if (whole) {
          break;
        }
        interrupted++;
        if (step % 7 == 0) { // each takes a second
          assertThat(rotated(home.vaults).refused()).as("step %d", step).isNull();
          assertThat(described(home.mountPoint("diary"))).as("step %d", step).isEqualTo(before);
        }
        assertOneKeyLeftAfterMount(home);
      }
    }
    // Both sides of: lock, inspect, space, two keys, mounts, size, copy, sync, verify, record,
    // switch, retire, and the mount at the end.
    assertThat(interrupted).isGreaterThan(40);
  }

  /** Either the old one, with perhaps a new one beside it, or the new one alone. */
  private static void assertOneKeyLeftAfterMount(TestHome home) throws IOException {
    String id = id(home);
    int epoch =
        Integer.parseInt(
            Files.readString(home.layout("diary").identity())
                .replaceAll("(?s).*\"epoch\":([0-9]+).*", "$1"));
    assertThat(home.keys.has(id, epoch)).isTrue();
    for (int old = 1; old < epoch; old++) {
      assertThat(home.keys.has(id, old)).isFalse();
    }
  }

  /** Whether it came to its end before the interruption. */
  private static boolean endsAt(Vaults vaults, Interruption interruption)
      throws InterruptedException {
    try {
      vaults.start();
      vaults.mount(DIARY, TestHome.PERSON);
      vaults.rotate(DIARY, TestHome.PERSON);
    } catch (Interruption.Crash crash) {
      return false;
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("rotate-diary")) {
        thread.join();
      }
    }
    return !interruption.happened();
  }

  @Test
  void lock_endsARotationWithinASecond_andTheNextGoesOn() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      for (int i = 0; i < 400; i++) {
        Files.write(home.files("diary").resolve("file" + i), new byte[1 << 20]);
        try (var file =
            java.nio.channels.FileChannel.open(
                home.files("diary").resolve("file" + i), java.nio.file.StandardOpenOption.WRITE)) {
          file.write(java.nio.ByteBuffer.wrap(new byte[] {1}), (1 << 20) - 1);
        }
      }
      String before = described(home.mountPoint("diary"));
      home.vaults.rotate(DIARY, TestHome.PERSON);
      awaitPhase(home.vaults, Phase.COPYING);

      long began = System.nanoTime();
      assertThat(home.unmount("diary")).isInstanceOf(Outcome.Done.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

      assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
      RotationView ended = awaitEnd(home.vaults);
      assertThat(ended.refused())
          .isNotNull()
          .extracting(Outcome.Refused::message)
          .asString()
          .contains("rotate it again to go on");
      assertThat(ProcessHandle.allProcesses())
          .noneMatch(one -> one.info().commandLine().orElse("").contains(folder.toString()));

      assertThat(rotated(home.vaults).phase()).isEqualTo(Phase.DONE);
      assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
      home.mount("diary");
      assertThat(described(home.mountPoint("diary"))).isEqualTo(before);
    }
  }

  @Test
  void rotate_ofWhatIsDamagedUnderneath_isRefused_andTheVaultStaysAsItWas() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      Files.write(home.files("diary").resolve("page"), "x".repeat(20_000).getBytes(UTF_8));
      home.unmount("diary");
      // No manifest to compare with: the damage shows when it is deciphered.
      VaultEntry entry = home.vaults.entry(new VaultName("diary")).orElseThrow();
      await().until(() -> !home.manifests.isDue(entry));
      home.manifests.opened(entry);
      Path damaged = largest(home.layout("diary").cipher());
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[9_000] ^= 1;
      Files.write(damaged, bytes);

      RotationView ended = rotated(home.vaults);

      assertThat(ended.refused())
          .isNotNull()
          .extracting(Outcome.Refused::message)
          .asString()
          .contains("files/page");
      assertThat(home.keys.has(id(home), 1)).isTrue();
      assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
      assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void rotate_leavesOutPipes_andSaysHowMany() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      Files.writeString(home.files("diary").resolve("page"), "kept");
      run("mkfifo", home.files("diary").resolve("pipe").toString());

      RotationView ended = rotated(home.vaults);

      assertThat(ended.phase()).isEqualTo(Phase.DONE);
      assertThat(ended.leftOut()).isEqualTo(1);
      assertThat(home.files("diary").resolve("page")).hasContent("kept");
      assertThat(home.files("diary").resolve("pipe")).doesNotExist();
    }
  }

  @Test
  void rotate_whileLocked_orUnrecorded_changesNothing() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      home.keys.lock(true);
      assertThat(rotated(home.vaults).refused()).isNotNull();
      home.keys.lock(false);
      String id = id(home);
      home.mount("diary");
      home.trail.full(true, false);
      RotationView ended = rotated(home.vaults);
      assertThat(ended.refused())
          .isNotNull()
          .extracting(Outcome.Refused::message)
          .asString()
          .contains("cannot be recorded");
      home.trail.full(false, false);
      assertThat(home.keys.has(id, 1)).isTrue();
      assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    }
  }

  /** A new copy that another hand changed is compared, not trusted. */
  @Test
  void rotate_goesOnFromAChangedCopy_andCopiesAnewWhatDiffers() throws Exception {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      fill(home.files("diary"));
      String before = described(home.mountPoint("diary"));
      String id = id(home);
      home.unmount("diary");
      var layout = home.layout("diary");
      Files.createDirectory(layout.newCipher());
      Files.createDirectory(layout.newMount());
      var gocryptfs =
          new aico.vault.gocryptfs.GocryptfsProgram(home.processes, home.table, home.places);
      if (!(home.keys.rotate("owner", id, 2) instanceof VaultKeys.Answer.Key(var key))) {
        throw new AssertionError("no key");
      }
      gocryptfs.init(layout.newCiphertext(), key);
      gocryptfs.mount(
          layout.newCiphertext(), layout.newMount(), key, Gocryptfs.Access.SERVICE_ONLY);
      home.mount("diary");
      Path copy = layout.newMount();
      Path page = home.files("diary").resolve("page");
      run("cp", "-a", home.mountPoint("diary") + "/.", copy.toString());
      FileTime time = Files.getLastModifiedTime(page);
      Files.writeString(copy.resolve("files/page"), "KEPT");
      Files.setLastModifiedTime(copy.resolve("files/page"), time);
      Files.createDirectory(copy.resolve("files/intruder"));
      Files.writeString(copy.resolve("files/intruder/file"), "not there");
      Files.delete(copy.resolve("files/folder" + "/inside"));
      gocryptfs.unmount(layout.newCiphertext(), layout.newMount());

      assertThat(rotated(home.vaults).refused()).isNull();
      assertThat(described(home.mountPoint("diary"))).isEqualTo(before);
      assertThat(home.notices.warnings()).anyMatch(line -> line.contains("copied again"));
    }
  }

  private static void fill(Path files) throws Exception {
    Files.writeString(files.resolve("page"), "kept");
    Files.createFile(files.resolve("empty"));
    Files.writeString(files.resolve("n".repeat(255)), "a long name");
    run("bash", "-c", "printf odd > \"$1\"/$'odd-\\xff\\xfe'", "-", files.toString());
    Path inside = Files.createDirectories(files.resolve("folder")).resolve("inside");
    Files.writeString(inside, "deep");
    Files.createLink(files.resolve("second-name"), inside);
    Files.createSymbolicLink(files.resolve("link"), Path.of("folder/inside"));
    Files.createSymbolicLink(files.resolve("nowhere"), Path.of("/not/there"));
    Path exact = files.resolve("exact-blocks");
    Files.write(exact, "0123456789abcdef".repeat(4096).getBytes(UTF_8));
    run("truncate", "-s", "3M", files.resolve("hole").toString());
    run("bash", "-c", "printf end >> \"$1\"/hole", "-", files.toString());
    Files.setAttribute(inside, "user:note", UTF_8.encode("kept too"));
    Files.setPosixFilePermissions(exact, PosixFilePermissions.fromString("r--r-----"));
    Files.setLastModifiedTime(exact, FileTime.from(1_000_000_000_123_456L, TimeUnit.MICROSECONDS));
    Files.setPosixFilePermissions(
        files.resolve("folder"), PosixFilePermissions.fromString("r-xr-x---"));
    Files.setLastModifiedTime(files.resolve("folder"), FileTime.from(1_234, TimeUnit.SECONDS));
  }

  private static RotationView rotated(Vaults vaults) {
    vaults.rotate(DIARY, TestHome.PERSON);
    return awaitEnd(vaults);
  }

  private static RotationView awaitEnd(Vaults vaults) {
    return patiently()
        .until(
            () -> vaults.rotation(DIARY).orElseThrow(),
            view -> view.phase() == Phase.DONE || view.phase() == Phase.FAILED);
  }

  private static void awaitPhase(Vaults vaults, Phase phase) {
    patiently().until(() -> vaults.rotation(DIARY).orElseThrow().phase().compareTo(phase) >= 0);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(1));
  }

  private static String id(TestHome home) throws IOException {
    return Files.readString(home.layout("diary").identity())
        .replaceAll("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
  }

  private static Path largest(Path cipher) throws IOException {
    try (var files = Files.walk(cipher)) {
      return files
          .filter(Files::isRegularFile)
          .max(java.util.Comparator.comparingLong(path -> path.toFile().length()))
          .orElseThrow();
    }
  }

  private static String described(Path root) throws Exception {
    return run("bash", "-c", DESCRIBE, "-", root.toString());
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command[0], output).isZero();
    return output;
  }
}
