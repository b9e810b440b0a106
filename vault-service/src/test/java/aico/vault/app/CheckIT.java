package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.CheckView;
import aico.vault.CheckView.Phase;
import aico.vault.Manifests.Fault;
import aico.vault.Manifests.Finding;
import aico.vault.Manifests.Look;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import aico.vault.manifest.FileManifests;
import aico.vault.manifest.ManifestKey;
import aico.vault.storage.FileRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that gocryptfs cannot see, done to real ciphertext. */
class CheckIT {
  private static final VaultName DIARY = new VaultName("diary");
  private static final int BLOCK_BYTES = 4096 + 32;
  private static final int HEADER_BYTES = 18;

  @TempDir private Path folder;
  private TestHome home;

  @BeforeEach
  void fill() throws IOException {
    home = new TestHome(folder);
    home.create("diary");
    Path files = home.files("diary");
    Files.writeString(files.resolve("page"), "x".repeat(20_000));
    Files.writeString(files.resolve("other"), "y".repeat(20_000));
    Files.createDirectory(files.resolve("folder"));
    Files.writeString(files.resolve("folder/deep"), "z".repeat(9_000));
    lockAndSeal();
  }

  @AfterEach
  void stop() {
    home.close();
    home.manifestKey.close();
  }

  private void lockAndSeal() {
    home.unmount("diary");
    await().atMost(Duration.ofSeconds(10)).until(() -> !home.manifests.isDue(entry()));
  }

  @Test
  void check_ofAnUntouchedVault_lockedOrInUse_findsNothing() throws IOException {
    assertThat(checked().total()).isZero();
    home.mount("diary");
    assertThat(checked().total()).isZero();
    Files.writeString(home.files("diary").resolve("page"), "rightful");
    Files.delete(home.files("diary").resolve("other"));
    Files.writeString(home.files("diary").resolve("new"), "new");
    Look live = checked();
    assertThat(live.total()).isZero();
    assertThat(live.live()).isGreaterThan(0);
    lockAndSeal();
    assertThat(checked().total()).isZero();
    assertThat(home.trail.lines()).contains("checked diary").noneMatch(l -> l.contains("damage"));
  }

  @Test
  void check_ofAVaultInUse_makesItsManifestAnew_whileFilesAreWritten() throws Exception {
    home.mount("diary");
    String before = Files.readString(manifest());
    Path files = home.files("diary");
    Files.writeString(files.resolve("page"), "rightful");
    Files.move(files.resolve("folder"), files.resolve("another-folder"));
    awaitATick();
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !over.get(); i++) {
                write(files.resolve("log-" + i % 3), "line %d\n".formatted(i).repeat(i % 900));
              }
            });
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(checked().total()).isZero();
      }
    } finally {
      over.set(true);
      writer.join();
    }
    String made = Files.readString(manifest());
    assertThat(made).isNotEqualTo(before);
    assertThat(made.lines().filter(line -> line.contains(" " + inode(files.resolve("page")) + " ")))
        .singleElement()
        .asString()
        .contains(" %d ".formatted(HEADER_BYTES + 32 + "rightful".length()));
    lockAndSeal();
    assertThat(checked().total()).isZero();
    assertThat(home.trail.lines()).noneMatch(line -> line.contains("damage"));
  }

  @Test
  void aCheckByItself_givesWay() throws Exception {
    String[] said = new String[2];
    Thread checking =
        Thread.ofPlatform()
            .start(() -> {
              home.trees.giveWay();
              said[0] = nice();
              said[1] = diskClass();
            });
    checking.join();
    assertThat(said).containsExactly("19", "idle");
    assertThat(nice()).as("this thread").isNotEqualTo("19");
  }

  /** The 19th field of what the kernel says of a thread. */
  private static String nice() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16];
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static String diskClass() {
    try {
      String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
      return new ProcessBuilder("ionice", "-p", thread).start().inputReader().readLine();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void seal_afterAFolderWasRenamed_findsNothing() throws Exception {
    home.mount("diary");
    Files.move(
        home.files("diary").resolve("folder"), home.files("diary").resolve("another-folder"));
    awaitATick();
    lockAndSeal();
    assertThat(checked().total()).isZero();
  }

  @Test
  void check_ofAFileCutOffAtABlock_namesIt() throws Exception {
    Path cipher = ciphertextOf("page");
    long inode = inode(cipher);
    try (var channel =
        java.nio.channels.FileChannel.open(cipher, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(HEADER_BYTES + 2L * BLOCK_BYTES);
    }
    assertThat(checked().findings())
        .extracting(Finding::fault, Finding::inode)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Fault.CHANGED, inode));
    awaitATick();
    // gocryptfs itself sees a whole file, and its owner goes on; the finding stays.
    home.mount("diary");
    assertThat(home.files("diary").resolve("page")).hasSize(2 * 4096);
    lockAndSeal();
    assertThat(checked().findings()).extracting(Finding::fault).containsExactly(Fault.CHANGED);
    assertThat(home.trail.lines()).contains("damage_found diary failed");

    assertThat(accepted().total()).isZero();
    assertThat(checked().total()).isZero();
  }

  @Test
  void check_ofFlippedBits_withTheTimesOfBefore_findsThem() throws Exception {
    Path cipher = ciphertextOf("page");
    byte[] bytes = Files.readAllBytes(cipher);
    FileTime time = Files.getLastModifiedTime(cipher);
    bytes[5_000] ^= 1;
    Files.write(cipher, bytes);
    Files.setLastModifiedTime(cipher, time);
    assertThat(checked().findings()).extracting(Finding::fault).containsExactly(Fault.CHANGED);
  }

  @Test
  void check_ofExchangedFiles_ofAnOldOnePutBack_ofMissingAndOfAdded_findsEach() throws Exception {
    Path page = ciphertextOf("page");
    Path aside = folder.resolve("yesterday");
    Files.copy(page, aside, StandardCopyOption.COPY_ATTRIBUTES);
    home.mount("diary");
    Files.writeString(home.files("diary").resolve("page"), "w".repeat(20_000));
    awaitATick();
    lockAndSeal();
    page = ciphertextOf("page");
    Files.copy(
        aside, page, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    awaitATick();
    Path other = ciphertextOf("other");
    Files.delete(other);
    Files.writeString(page.resolveSibling("intruder"), "not gocryptfs'");

    assertThat(checked().findings())
        .extracting(Finding::fault)
        .containsExactlyInAnyOrder(Fault.CHANGED, Fault.MISSING, Fault.ADDED);
    assertThat(home.mount("diary")).isNotNull();
    assertThat(home.files("diary").resolve("folder/deep")).hasSize(9_000);
  }

  /** As when it was an hour fast at the mount, and was corrected before the lock. */
  @Test
  void seal_afterTheClockWasSetBack_findsNothing() throws Exception {
    Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    new FileManifests(
            folder.toRealPath().resolve("manifests"),
            () -> ManifestKey.of(home.manifestKey.copy()),
            fast)
        .opened(entry());
    home.mount("diary");
    Files.writeString(home.files("diary").resolve("page"), "rightful");
    Files.delete(home.files("diary").resolve("other"));
    assertThat(checked().total()).as("in use").isZero();
    lockAndSeal();
    assertThat(checked().total()).isZero();
    assertThat(home.trail.lines()).noneMatch(line -> line.contains("damage"));
  }

  @Test
  void accept_whileMounted_isRefused() {
    home.mount("diary");
    CheckView view = ended(true);
    assertThat(view.phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void check_withAManifestThatIsNotOurs_isRefused_andAcceptMakesAnother() throws IOException {
    Path manifest = manifest();
    String kept = Files.readString(manifest);
    List<String> spoilt =
        List.of(
            kept.replaceFirst("file [0-9a-f]", "file 0").replaceFirst("file 0", "file f"),
            kept.substring(0, kept.length() / 2),
            "",
            "garbage \u0000 \uffff",
            kept.replace("manifest 1", "manifest 2"),
            kept + kept);
    for (String text : spoilt) {
      if (text.equals(kept)) {
        continue;
      }
      Files.writeString(manifest, text);
      CheckView view = ended(false);
      assertThat(view.phase()).as(text.length() + " chars").isEqualTo(Phase.FAILED);
      assertThat(view.refused())
          .isNotNull()
          .extracting(r -> r.message())
          .asString()
          .contains(".manifest");
    }
    assertThat(accepted().total()).isZero();
    assertThat(checked().total()).isZero();
  }

  @Test
  void seal_isTakenUpAfterACrash() throws IOException {
    home.mount("diary");
    Files.writeString(home.files("diary").resolve("page"), "rightful");
    home.restart();
    await().atMost(Duration.ofSeconds(10)).until(() -> !home.manifests.isDue(entry()));
    assertThat(checked().total()).isZero();
    assertThat(home.trail.lines()).noneMatch(line -> line.contains("damage"));
  }

  private Look checked() {
    CheckView view = ended(false);
    assertThat(view.refused()).isNull();
    assertThat(view.look()).isNotNull();
    return java.util.Objects.requireNonNull(view.look());
  }

  private Look accepted() {
    home.unmount("diary");
    CheckView view = ended(true);
    assertThat(view.refused()).isNull();
    return java.util.Objects.requireNonNull(view.look());
  }

  private CheckView ended(boolean accept) {
    home.vaults.check(DIARY, accept, TestHome.PERSON);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> home.vaults.checking(DIARY).orElseThrow().phase() != Phase.READING);
    return home.vaults.checking(DIARY).orElseThrow();
  }

  private VaultEntry entry() {
    return new FileRegistry(folder.resolve("registry")).load().getFirst();
  }

  private Path manifest() throws IOException {
    try (Stream<Path> inside = Files.list(folder.resolve("manifests"))) {
      return inside.filter(path -> path.toString().endsWith(".manifest")).findFirst().orElseThrow();
    }
  }

  /** Found by its inode, which both sides show. */
  private Path ciphertextOf(String name) throws IOException {
    home.mount("diary");
    long inode = inode(home.files("diary").resolve(name));
    lockAndSeal();
    try (Stream<Path> all = Files.walk(home.layout("diary").cipher())) {
      return all.filter(path -> inode(path) == inode).max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static long inode(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return (Long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  /** Until the disk's clock is beyond what a comparison allows it to be behind. */
  private void awaitATick() {
    Path probe = folder.resolve("probe");
    Instant beyond = Instant.now().plusMillis(150);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() ->
            Files.getLastModifiedTime(Files.writeString(probe, "x")).toInstant().isAfter(beyond));
  }
}
