package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import aico.vault.Outcome;
import aico.vault.Outcome.Reason;
import aico.vault.VaultName;
import aico.vault.VaultState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault's life on real gocryptfs. */
class VaultLifeIT {
  @TempDir private Path folder;
  private TestHome home;

  @BeforeEach
  void start() throws IOException {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    home = new TestHome(folder);
  }

  @AfterEach
  void stop() {
    home.close();
    assertThat(home.table.mounts()).noneMatch(mount -> mount.point().startsWith(home.folder));
  }

  @Test
  void start_withAStrayFileAmongTheFoldersOfSystemUsers_mountsAsEver() throws IOException {
    home.create("diary");
    Files.writeString(home.places.mountsFor().resolve("notes"), "a file");
    Files.createSymbolicLink(home.places.mountsFor().resolve("gone"), Path.of("/not/there"));
    home.restart();
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void create_write_unmount_mount_readsItAgain() throws IOException {
    assertDone(home.create("diary"));
    Files.writeString(home.files("diary").resolve("page"), "dear diary");

    assertDone(home.unmount("diary"));
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    assertThat(home.pid("diary")).isEqualTo(-1);

    assertDone(home.mount("diary"));
    assertThat(home.files("diary").resolve("page")).hasContent("dear diary");
    assertThat(home.trail.lines())
        .containsExactly("created diary", "mounted diary", "unmounted diary", "mounted diary");
  }

  @Test
  void mount_ofMounted_andUnmountOfLocked_areDoneAlready() {
    home.create("diary");
    assertDone(home.mount("diary"));
    home.unmount("diary");
    assertDone(home.unmount("diary"));
    assertThat(home.trail.lines())
        .containsExactly("created diary", "mounted diary", "unmounted diary");
  }

  @Test
  void create_existingName_fails() {
    home.create("diary");
    assertRefused(home.create("diary"), Reason.FAILED, "exists");
  }

  @Test
  void write_intoLockedVault_fails() {
    home.create("diary");
    home.unmount("diary");
    assertThat(home.mountPoint("diary")).doesNotExist();
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Files.writeString(home.files("diary").resolve("page"), "leak"));
  }

  @Test
  void fileName_of255Bytes_isKept() throws IOException {
    home.create("diary");
    String name = "n".repeat(255);
    Files.writeString(home.files("diary").resolve(name), "long");
    home.unmount("diary");
    home.mount("diary");
    assertThat(home.files("diary").resolve(name)).hasContent("long");
  }

  @Test
  void mount_wrongKey_isDamaged_andRightKeyEndsIt() {
    home.create("diary");
    home.unmount("diary");
    String id =
        read(home.layout("diary").identity()).replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
    var right = home.keys.fetch("owner", id, 1);
    home.keys.replace(id);

    assertRefused(home.mount("diary"), Reason.FAILED, "the key does not fit");
    assertThat(home.state("diary")).isEqualTo(VaultState.DAMAGED);
    assertThat(home.mountPoint("diary")).doesNotExist();

    home.keys.put(id, right);
    assertDone(home.mount("diary"));
  }

  @Test
  void mount_configurationCutOff_isDamaged() throws IOException {
    home.create("diary");
    home.unmount("diary");
    Path conf = home.layout("diary").cipher().resolve("gocryptfs.conf");
    conf.toFile().setWritable(true);
    try (FileChannel channel = FileChannel.open(conf, StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
    assertRefused(home.mount("diary"), Reason.FAILED, "gocryptfs.conf is damaged");
    assertThat(home.state("diary")).isEqualTo(VaultState.DAMAGED);
  }

  @Test
  void mount_configurationFlipped_isDamaged() throws IOException {
    home.create("diary");
    home.unmount("diary");
    Path conf = home.layout("diary").cipher().resolve("gocryptfs.conf");
    conf.toFile().setWritable(true);
    try (FileChannel channel =
        FileChannel.open(conf, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      int position = read(conf).indexOf("EncryptedKey") + 20;
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) == 'A' ? 'B' : 'A')).rewind();
      channel.write(one, position);
    }
    assertRefused(home.mount("diary"), Reason.FAILED, "the key does not fit");
    assertThat(home.state("diary")).isEqualTo(VaultState.DAMAGED);
  }

  @Test
  void mount_configurationGone_isDamaged() throws IOException {
    home.create("diary");
    home.unmount("diary");
    Files.delete(home.layout("diary").cipher().resolve("gocryptfs.conf"));
    assertRefused(home.mount("diary"), Reason.FAILED, "gocryptfs.conf is missing");
    assertThat(home.state("diary")).isEqualTo(VaultState.DAMAGED);
  }

  @Test
  void gocryptfs_killed_isMountedAnew() throws IOException {
    home.create("diary");
    Files.writeString(home.files("diary").resolve("page"), "kept");
    long first = home.pid("diary");
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> home.pid("diary") > 0 && home.pid("diary") != first);
    await().until(() -> home.state("diary") == VaultState.MOUNTED);
    assertThat(home.files("diary").resolve("page")).hasContent("kept");
  }

  @Test
  void gocryptfs_killedAgainAndAgain_isNotStartedForEver() {
    home.create("diary");
    for (int mounts = 1; mounts <= 4; mounts++) {
      awaitNextMount(mounts);
      ProcessHandle.of(home.pid("diary")).orElseThrow().destroyForcibly();
    }
    await().until(() -> home.state("diary") == VaultState.LOCKED && home.pid("diary") == -1);
    await().during(Duration.ofMillis(500)).until(() -> home.state("diary") == VaultState.LOCKED);
    assertThat(home.trail.lines()).containsOnlyOnce("created diary");
    assertThat(mountsRecorded()).isEqualTo(4);
  }

  private void awaitNextMount(int mounts) {
    await().until(() -> mountsRecorded() == mounts && home.state("diary") == VaultState.MOUNTED);
  }

  private long mountsRecorded() {
    return home.trail.lines().stream().filter("mounted diary"::equals).count();
  }

  @Test
  void unmountedByHand_isLocked_andStaysSo() throws Exception {
    home.create("diary");
    new ProcessBuilder("fusermount3", "-u", home.mountPoint("diary").toString()).start().waitFor();
    await().until(() -> home.state("diary") == VaultState.LOCKED);
    assertThat(home.mountPoint("diary")).doesNotExist();
    assertDone(home.mount("diary"));
  }

  @Test
  void restart_staleMountAfterCrash_isRepaired() throws IOException {
    home.create("diary");
    Files.writeString(home.files("diary").resolve("page"), "kept");
    home.restart();
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    assertThat(home.pid("diary")).isEqualTo(-1);
    home.vaults.follow(Map.of("owner", "1"), Set.of(), "a", home.vaults.mark());
    await().until(() -> home.state("diary") == VaultState.MOUNTED);
    assertThat(home.files("diary").resolve("page")).hasContent("kept");
  }

  @Test
  void unmount_inUse_locksAllTheSame_andTheProcessIsGone() throws IOException {
    home.create("diary");
    Path page = home.files("diary").resolve("page");
    OutputStream open = Files.newOutputStream(page);
    open.write(1);
    long pid = home.pid("diary");
    assertDone(home.unmount("diary"));
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open.write(2));
    assertThatExceptionOfType(IOException.class).isThrownBy(open::close);

    home.mount("diary");
    assertThat(page).hasBinaryContent(new byte[] {1});
  }

  /** A container has a mount namespace of its own: unmounting in ours does not reach it. */
  @Test
  void unmount_openInAnotherMountNamespace_isGoneThereToo() throws Exception {
    home.create("diary");
    Path page = Files.writeString(home.files("diary").resolve("page"), "dear diary");
    String script =
        "exec 3>>%s; echo ready; while read line; do { echo $line >&3; } 2>&1 && echo written; done";
    Process container =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "bash",
                "-c",
                script.formatted(page))
            .redirectErrorStream(true)
            .start();
    try (var asks = container.outputWriter();
        var answers = container.inputReader()) {
      assertThat(answers.readLine()).isEqualTo("ready");
      asks.write("more\n");
      asks.flush();
      assertThat(answers.readLine()).isEqualTo("written");

      assertDone(home.unmount("diary"));

      asks.write("too late\n");
      asks.flush();
      assertThat(answers.readLine()).contains("Transport endpoint is not connected");
    } finally {
      container.destroyForcibly().waitFor();
    }
    home.mount("diary");
    assertThat(page).hasContent("dear diarymore\n");
  }

  @Test
  void mountPoint_notEmpty_isRefused_andNothingRemoved() throws IOException {
    home.create("diary");
    home.unmount("diary");
    Path foreign = Files.createDirectory(home.mountPoint("diary")).resolve("mine");
    Files.writeString(foreign, "mine");
    assertRefused(home.mount("diary"), Reason.FAILED, "not empty");
    assertThat(foreign).hasContent("mine");
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    Files.delete(foreign);
    assertDone(home.mount("diary"));
  }

  @Test
  void mountPoint_foreignMount_isRefused() throws Exception {
    home.create("diary");
    home.unmount("diary");
    Path point = Files.createDirectory(home.mountPoint("diary"));
    run("mount", "-t", "tmpfs", "none", point.toString());
    try {
      assertRefused(home.mount("diary"), Reason.FAILED, "something else is mounted there (tmpfs)");
    } finally {
      run("umount", point.toString());
    }
  }

  @Test
  void mount_openedByAnotherProcess_isRefused() throws Exception {
    home.create("diary");
    home.unmount("diary");
    Process holder =
        new ProcessBuilder(
                "flock", "--no-fork", home.layout("diary").folder() + "/lock", "sleep", "60")
            .start();
    try {
      await()
          .until(() ->
              read(Path.of("/proc/locks")).contains("FLOCK  ADVISORY  WRITE " + holder.pid()));
      assertRefused(home.mount("diary"), Reason.FAILED, "another gocryptfs process");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void filesFolder_removedByItsOwner_isMadeAnew() throws IOException {
    home.create("diary");
    Files.delete(home.files("diary"));
    home.unmount("diary");
    assertDone(home.mount("diary"));
    assertThat(home.files("diary")).isEmptyDirectory();
  }

  @Test
  void mount_notRecorded_doesNotTakePlace_lockDoes() {
    home.create("diary");
    home.trail.full(true, true);
    assertDone(home.unmount("diary"));
    assertRefused(home.mount("diary"), Reason.FAILED, "cannot be recorded: outbox: full");
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    assertThat(home.pid("diary")).isEqualTo(-1);
  }

  @Test
  void manyVaults_inParallel_lockTogether() {
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    names.forEach(name -> assertDone(home.create(name)));
    home.vaults.keysAreSilent();
    assertThat(names).allMatch(name -> home.state(name) == VaultState.LOCKED);
    assertThat(names).allMatch(name -> home.pid(name) == -1);
    home.vaults.follow(Map.of("owner", "1"), Set.of(), "a", home.vaults.mark());
    await().until(() -> names.stream().allMatch(name -> home.state(name) == VaultState.MOUNTED));
  }

  @Test
  void unknownVault_isUsage() {
    assertRefused(home.mount("none"), Reason.USAGE, "there is none");
    assertRefused(home.unmount("none"), Reason.USAGE, "there is none");
  }

  @Test
  void keysLocked_orSilent_saySo() {
    home.create("diary");
    home.unmount("diary");
    home.keys.lock(true);
    assertRefused(home.mount("diary"), Reason.LOCKED, "the keys are locked");
    home.keys.silence(true);
    assertRefused(home.mount("diary"), Reason.UNREACHABLE, "does not answer");
  }

  @Test
  void at_otherFolder_comesAndGoes() throws IOException {
    Path disk = Files.createDirectory(home.folder.resolve("disk"));
    assertDone(home.vaults.create(new VaultName("music"), disk, "owner", TestHome.PERSON));
    Files.writeString(home.files("music").resolve("song"), "la");
    assertDone(home.unmount("music"));

    Path away = home.folder.resolve("away");
    Files.move(disk, away);
    assertThat(home.state("music")).isEqualTo(VaultState.ABSENT);
    assertRefused(home.mount("music"), Reason.FAILED, "is absent");
    Files.createDirectories(disk.resolve("music"));
    assertRefused(home.mount("music"), Reason.FAILED, "is absent");
    assertThat(disk.resolve("music")).isEmptyDirectory();
    Files.delete(disk.resolve("music"));
    Files.delete(disk);

    Files.move(away, disk);
    assertThat(home.state("music")).isEqualTo(VaultState.LOCKED);
    assertDone(home.mount("music"));
    assertThat(home.files("music").resolve("song")).hasContent("la");
  }

  @Test
  void at_missingFolder_isUsageNamingIt() {
    Outcome outcome =
        home.vaults.create(
            new VaultName("music"), home.folder.resolve("none"), "owner", TestHome.PERSON);
    assertRefused(outcome, Reason.USAGE, "there is no such folder");
    assertThat(((Outcome.Refused) outcome).field()).isEqualTo("at");
    assertThat(home.vaults.list()).isEmpty();
  }

  @Test
  void at_folderThatHoldsSomething_isLeftAsItIs() throws IOException {
    Path disk = Files.createDirectories(home.folder.resolve("disk/music"));
    Path song = Files.writeString(disk.resolve("song"), "la");
    assertRefused(
        home.vaults.create(
            new VaultName("music"), home.folder.resolve("disk"), "owner", TestHome.PERSON),
        Reason.FAILED,
        "not empty");
    assertThat(song).hasContent("la");
  }

  @Test
  void at_withinAMountedVault_isRefused() {
    home.create("diary");
    assertRefused(
        home.vaults.create(new VaultName("inner"), home.files("diary"), "owner", TestHome.PERSON),
        Reason.USAGE,
        "lies in a mounted vault");
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static void assertDone(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  private static void assertRefused(Outcome outcome, Reason reason, String message) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.message()).contains(message);
              assertThat(refused.reason()).isEqualTo(reason);
            });
  }
}
