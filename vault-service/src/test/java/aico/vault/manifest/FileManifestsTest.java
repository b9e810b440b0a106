package aico.vault.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
}
