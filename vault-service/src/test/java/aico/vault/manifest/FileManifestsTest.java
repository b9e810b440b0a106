package aico.vault.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees;
import aico.vault.Manifests;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generation of a manifest: when it was sealed, which never goes back. */
class FileManifestsTest {
  private static final String ID = "d1".repeat(16);
  private static final String STORE = "manifests/" + ID;
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final FileTrees.Watch ALONE =
      new FileTrees.Watch() {
        @Override
        public void done(long files, long bytes) {}

        @Override
        public void check() {}
      };

  @TempDir private Path folder;
  private final SecretBytes key = SecretBytes.allocate(32);
  private final List<Long> told = new ArrayList<>();
  private VaultEntry entry = VaultEntry.of(new VaultName("diary"), ID, "owner", Path.of("/"));

  @BeforeEach
  void make() throws IOException {
    entry = VaultEntry.of(new VaultName("diary"), ID, "owner", folder.resolve("diary"));
    Files.createDirectories(entry.layout().cipher());
  }

  @AfterEach
  void wipe() {
    key.close();
  }

  private FileManifests at(Instant now) {
    return new FileManifests(
        folder.resolve("manifests"),
        () -> ManifestKey.of(key.copy()),
        Clock.fixed(now, ZoneOffset.UTC),
        (store, generation) -> {
          assertThat(store).isEqualTo(STORE);
          told.add(generation);
        });
  }

  @Test
  void eachSeal_tellsALaterGeneration_alsoWithAClockThatWasSetBack() {
    long noon = NOON.toEpochMilli();
    at(NOON).seal(entry, ALONE);
    at(NOON.minusSeconds(3_600)).seal(entry, ALONE);
    at(NOON.minusSeconds(3_600)).accept(entry, ALONE);
    at(NOON.plusSeconds(1)).seal(entry, ALONE);
    assertThat(told).containsExactly(noon, noon + 1, noon + 2, noon + 1_000);
    assertThat(at(NOON).generationsAtFirst()).isEqualTo(Map.of(STORE, noon + 1_000));
    at(NOON).forget(entry);
    assertThat(told).endsWith(0L);
    assertThat(at(NOON).generationsAtFirst()).isEmpty();
  }

  @Test
  void aMountThatBeginsWhileASealEnds_isNotTakenForTheOneBefore() throws Exception {
    Files.writeString(entry.layout().cipher().resolve("gocryptfs.conf"), "{}");
    FileManifests manifests = at(NOON);
    Thread mount = new Thread(() -> manifests.opened(entry));
    manifests.seal(
        entry,
        new FileTrees.Watch() {
          @Override
          public void done(long files, long bytes) {
            if (files > 0) {
              mount.start();
            }
          }

          @Override
          public void check() {}
        });
    mount.join();
    assertThat(manifests.isDue(entry)).isTrue();
  }

  @Test
  void yesterdaysManifest_andGarbage_areFoundAsTheyAre() throws IOException {
    Path file = folder.resolve("manifests").resolve(ID + ".manifest");
    at(NOON).seal(entry, ALONE);
    byte[] yesterday = Files.readAllBytes(file);
    at(NOON.plusSeconds(86_400)).seal(entry, ALONE);
    Files.write(file, yesterday);
    assertThat(at(NOON).generationsAtFirst()).isEqualTo(Map.of(STORE, NOON.toEpochMilli()));
    for (String text :
        List.of(
            "",
            "aico-vault-manifest 1",
            "aico-vault-manifest 1\nvault x\nsealed soon\n",
            "\u00ff\u00fe")) {
      Files.writeString(file, text);
      assertThat(at(NOON).generationsAtFirst()).isEqualTo(Map.of(STORE, 0L));
    }
  }

  @Test
  void resealed_isOursUnderTheNewKeyAlone_asItStood_andWhatIsNotOursIsLeft() throws IOException {
    Files.writeString(entry.layout().cipher().resolve("gocryptfs.conf"), "{}");
    at(NOON).seal(entry, ALONE);
    Path manifests = folder.resolve("manifests");
    Path file = manifests.resolve(ID + ".manifest");
    Path foreign = Files.writeString(manifests.resolve("0f".repeat(16) + ".manifest"), "garbage");
    Path draft = Files.writeString(manifests.resolve(ID + ".manifest.new"), "half");
    List<String> before = Files.readAllLines(file);

    try (SecretBytes next = SecretBytes.random(32)) {
      at(NOON).reseal(key, next);
      at(NOON).reseal(key, next);

      List<String> after = Files.readAllLines(file);
      assertThat(after.subList(0, after.size() - 1))
          .isEqualTo(before.subList(0, before.size() - 1));
      assertThat(ManifestFile.open(file, ID, next)).isNotNull();
      assertThatThrownBy(() -> ManifestFile.open(file, ID, key)).hasMessageContaining("mac");
    }
    assertThat(foreign).hasContent("garbage");
    assertThat(draft).doesNotExist();
  }

  private FileManifests now() {
    return new FileManifests(
        folder.resolve("manifests"),
        () -> ManifestKey.of(key.copy()),
        Clock.systemUTC(),
        (store, generation) -> told.add(generation));
  }

  private Path cipher(String name) {
    return entry.layout().cipher().resolve(name);
  }

  /**
   * Until what was written so far is older than a comparison allows a disk's clock to be behind.
   */
  private void awaitATick() {
    Instant beyond = Instant.now().plusMillis(150);
    await().pollInterval(Duration.ofMillis(10)).until(() -> Instant.now().isAfter(beyond));
  }

  private List<Line> lines() {
    try (ManifestFile.Reading reading =
        Objects.requireNonNull(ManifestFile.open(manifest(), ID, key))) {
      List<Line> lines = new ArrayList<>();
      for (Line line = reading.peek(); line != null; line = reading.peek()) {
        lines.add(line);
        reading.advance();
      }
      return lines;
    }
  }

  private Path manifest() {
    return folder.resolve("manifests").resolve(ID + ".manifest");
  }

  private Instant sealed() {
    return ManifestFile.claimedSealed(manifest()).orElseThrow();
  }

  /** As when a disk changes what nothing wrote to: no program can set a ctime back. */
  private void damage(String name) throws IOException {
    Instant sealed = sealed();
    List<Line> lines = lines();
    try (ManifestFile.Writing made = new ManifestFile.Writing(manifest())) {
      lines.forEach(line ->
          made.add(line.path().equals(name) ? new Line("0".repeat(64), line.state(), name) : line));
      made.finish(ID, sealed, List.of(), key);
    }
  }

  private static FileTrees.Watch once(long when, ThrowingRunnable what) {
    return new FileTrees.Watch() {
      private long files;
      private boolean ran;

      @Override
      public void done(long moreFiles, long bytes) {
        files += moreFiles;
        if (!ran && files >= when) {
          ran = true;
          try {
            what.run();
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      }

      @Override
      public void check() {}
    };
  }

  private interface ThrowingRunnable {
    void run() throws IOException;
  }

  @Test
  void checkOfAnOpenVault_makesTheManifestAnew_andWhatWasDamagedStaysFound() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "as it was");
    manifests.seal(entry, ALONE);
    manifests.opened(entry);
    Files.writeString(cipher("b"), "by its owner");
    awaitATick();

    Manifests.Look first = manifests.check(entry, ALONE);
    assertThat(first.total()).isZero();
    assertThat(first.live()).as("nothing to compare it with").isEqualTo(1);
    assertThat(lines()).extracting(Line::path).containsExactly("a", "b");
    assertThat(told).last().isEqualTo(sealed().toEpochMilli());
    assertThat(manifests.isDue(entry)).as("a lock makes another").isTrue();
    assertThat(manifests.check(entry, ALONE).live()).isZero();

    damage("b");
    Instant good = sealed();
    Manifests.Look found = manifests.check(entry, ALONE);
    assertThat(found.fresh()).isEqualTo(1);
    assertThat(sealed()).isAfter(good);
    Manifests.Look again = manifests.check(entry, ALONE);
    assertThat(again.fresh()).as("told once").isZero();
    assertThat(again.findings())
        .singleElement()
        .isEqualTo(
            new Manifests.Finding(
                Manifests.Fault.DAMAGED, good, FileState.of(cipher("b")).inode(), "b"));
    assertThat(lines().getLast().hash()).as("as it was before").isEqualTo("0".repeat(64));

    Manifests.Look sealed = manifests.seal(entry, ALONE);
    assertThat(sealed.total()).isEqualTo(1);
    assertThat(sealed.damaged()).as("no hand did that").isEqualTo(1);
    assertThat(now().look(entry, new Quiet()).total()).as("a mount is not read-only").isZero();
    assertThat(now().check(entry, ALONE).total()).isEqualTo(1);
    assertThat(manifests.accept(entry, ALONE).total()).isZero();
    assertThat(manifests.check(entry, ALONE).total()).isZero();
  }

  private static class Quiet implements Manifests.Sight {
    @Override
    public void found(long total, long fresh) {}

    @Override
    public void done(long files, long bytes) {}

    @Override
    public void check() {}
  }

  @Test
  void firstCheckOfAVaultThatWasNeverLocked_makesItsManifest() throws Exception {
    FileManifests manifests = now();
    manifests.opened(entry);
    Files.writeString(cipher("a"), "x");
    awaitATick();
    assertThat(manifests.check(entry, ALONE).sealed()).isNull();
    assertThat(lines()).hasSize(1);
    assertThat(told).containsExactly(sealed().toEpochMilli());
  }

  @Test
  void whatIsWrittenDuringACheck_isLeftForTheNext_andNeverDamage() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "1");
    Files.writeString(cipher("b"), "1");
    manifests.seal(entry, ALONE);
    manifests.opened(entry);
    Files.writeString(cipher("a"), "2");
    awaitATick();
    Files.writeString(cipher("b"), "written just now");
    manifests.check(entry, once(1, () -> Files.writeString(cipher("a"), "3")));
    assertThat(lines()).as("neither held still").extracting(Line::path).doesNotContain("b");

    assertThat(manifests.check(entry, ALONE).total()).isZero();
    awaitATick();
    assertThat(manifests.check(entry, ALONE).total()).isZero();
    assertThat(lines()).hasSize(2);
    assertThat(manifests.seal(entry, ALONE).total()).isZero();
  }

  @Test
  void aFolderRenamedDuringACheck_leavesTheManifestAsItIs_andNothingIsFound() throws Exception {
    FileManifests manifests = now();
    for (String name : List.of("b", "c", "d")) {
      Files.writeString(cipher(name), name);
    }
    Files.createDirectory(cipher("z"));
    Files.writeString(cipher("z/deep"), "deep");
    manifests.seal(entry, ALONE);
    manifests.opened(entry);
    awaitATick();
    long before = told.getLast();

    manifests.check(entry, once(2, () -> Files.move(cipher("z"), cipher("a"))));

    assertThat(told).last().isEqualTo(before);
    assertThat(manifests.check(entry, ALONE).total()).isZero();
    assertThat(lines()).extracting(Line::path).containsExactly("a/deep", "b", "c", "d");
    assertThat(manifests.seal(entry, ALONE).total()).isZero();
  }

  @Test
  void aLockDuringACheck_makesTheManifest_alsoWhenAMountFollows() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "a");
    manifests.opened(entry);
    awaitATick();

    manifests.check(entry, once(1, () -> manifests.seal(entry, ALONE)));
    assertThat(told).as("the seal's alone").hasSize(1);
    assertThat(manifests.isDue(entry)).isFalse();

    manifests.opened(entry);
    awaitATick();
    manifests.check(
        entry,
        once(
            1,
            () -> {
              manifests.seal(entry, ALONE);
              awaitATick();
              manifests.opened(entry);
            }));
    assertThat(told).hasSize(2);
    assertThat(manifests.isDue(entry)).isTrue();
  }

  @Test
  void aCheckThatEndsBeforeALookDoes_leavesTheManifestAsItIs_andNothingIsFound() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "a");
    Files.writeString(cipher("b"), "b");
    manifests.seal(entry, ALONE);
    Manifests.Look look =
        manifests.look(
            entry,
            new Quiet() {
              private boolean ran;

              @Override
              public void done(long files, long bytes) {
                if (!ran && files > 0) {
                  ran = true;
                  manifests.opened(entry);
                  write("b", "by its owner");
                  awaitATick();
                  assertThat(manifests.check(entry, ALONE).total()).isZero();
                }
              }
            });
    assertThat(look.total()).isZero();
    assertThat(told).as("the seal's alone").hasSize(1);
    assertThat(manifests.check(entry, ALONE).total()).isZero();
    assertThat(told).hasSize(2);
  }

  private void write(String name, String text) {
    try {
      Files.writeString(cipher(name), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void aDraftThatCannotBeWritten_leavesTheManifestAsItIs_andTheCheckGoesOn() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "a");
    manifests.seal(entry, ALONE);
    manifests.opened(entry);
    Files.createDirectories(folder.resolve("manifests").resolve(ID + ".manifest.live.files/x"));
    awaitATick();
    assertThat(manifests.check(entry, ALONE).total()).isZero();
    assertThat(told).hasSize(1);
  }

  @Test
  void moreFindingsThanAreKept_leaveTheManifestAsItIs() throws Exception {
    FileManifests manifests = now();
    Files.writeString(cipher("a"), "a");
    manifests.seal(entry, ALONE);
    for (int i = 0; i <= Manifests.FINDINGS_LIMIT; i++) {
      Files.writeString(cipher("added-" + i), "");
    }
    awaitATick();
    manifests.opened(entry);

    assertThat(manifests.check(entry, ALONE).total()).isEqualTo(Manifests.FINDINGS_LIMIT + 1);
    assertThat(told).hasSize(1);
    assertThat(lines()).hasSize(1);
  }
}
