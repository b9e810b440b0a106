package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.AuditException;
import aico.audit.Duplicates;
import aico.audit.Journal;
import aico.audit.Position;
import aico.audit.Records;
import aico.audit.Snapshot;
import aico.audit.crypto.SigningKey;
import aico.audit.log.MerkleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start from a snapshot finds what a start from the whole log finds, or does not happen. */
class SnapshotTest {
  private final SigningKey key = SigningKey.generate(TestLogFiles.ORIGIN);
  @TempDir private Path root;

  @AfterEach
  void closeKey() {
    key.close();
  }

  private SnapshotFile file() {
    return new SnapshotFile(root.resolve("start.snapshot"), TestLogFiles.LOG_ID);
  }

  /** A log of that many leaves, then a snapshot, then so many signed and so many unsigned more. */
  private Snapshot write(int before, int signed, int unsigned) throws Exception {
    try (TestLogFiles log = new TestLogFiles(root, key)) {
      log.append(1, before);
      log.publish();
      MerkleTree tree = log.checkpoints.tree();
      log.append(before + 1L, 3);
      Journal.Known known = log.journal.known().get(5, TimeUnit.SECONDS);
      new TileFolder(log.folder).sync(0, tree.size());
      Snapshot snapshot = new Snapshot(tree.size(), tree.partials(), known.size(), known.records());
      file().write(snapshot);
      log.append(before + 4L, signed);
      log.publish();
      if (unsigned > 0) {
        log.append(before + 4L + signed, unsigned);
      }
      return snapshot;
    }
  }

  private static MerkleTree empty() {
    return new MerkleTree((tile, hashes) -> {});
  }

  private Optional<Recovery.Found> start() {
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    return Recovery.after(
        file().read().orElseThrow(),
        parts.folder(),
        TestLogFiles.LOG_ID,
        parts.tiles(),
        parts.last());
  }

  private Recovery.Found startWhole() {
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    return Recovery.run(parts.folder(), TestLogFiles.LOG_ID, parts.tiles(), parts.last());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255, 256, 257, 512, 1_000})
  void start_afterASnapshot_findsWhatReadingAllFinds(int before) throws Exception {
    write(before, 300, 7);

    Recovery.Found found = start().orElseThrow();

    Recovery.Found whole = startWhole();
    assertThat(found.unread()).isEqualTo(before);
    assertThat(found.size()).isEqualTo(whole.size()).isEqualTo(before + 310L);
    assertThat(found.tree().root()).isEqualTo(whole.tree().root());
    assertThat(found.repairedTiles()).isZero();
    assertThat(found.stopped()).isNull();
    assertThat(found.duplicates().head("vault-service", Records.INCARNATION))
        .contains(before + 310L);
    byte[] hash = new byte[32];
    Position last = new Position("vault-service", Records.INCARNATION, before + 310L);
    assertThat(found.duplicates().see(last, hash)).isEqualTo(whole.duplicates().see(last, hash));
  }

  @Test
  void start_withATornTail_andTilesThatAPowerCutTook_repairsBoth() throws Exception {
    write(700, 500, 5);
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    Files.delete(parts.folder().root().resolve("tile/0/003"));
    Files.delete(parts.folder().root().resolve("tile/entries/003"));
    Files.write(
        parts.folder().listSegments().lastEntry().getValue(),
        new byte[] {0, 0, 1},
        StandardOpenOption.APPEND);

    Recovery.Found found = start().orElseThrow();

    assertThat(found.size()).isEqualTo(1_208);
    assertThat(found.repairedTiles()).isEqualTo(2);
    assertThat(startWhole().repairedTiles()).isZero();
  }

  @Test
  void start_withDamageBehindTheSnapshot_isNone() throws Exception {
    write(300, 300, 0);
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    flip(parts.folder().listSegments().lastEntry().getValue(), 500);
    assertThat(start()).isEmpty();
  }

  @Test
  void start_withALogThatWasCutBack_isNone() throws Exception {
    write(300, 300, 0);
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    Files.delete(parts.folder().listSegments().lastEntry().getValue());
    assertThat(start()).isEmpty();
    assertThat(startWhole().stopped()).contains("nothing is signed");
  }

  @Test
  void scrub_afterAStart_findsTheDamageThatTheStartDidNotRead() throws Exception {
    Snapshot snapshot = write(300, 300, 0);
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    byte[] tree = MerkleTree.restore(snapshot.treeSize(), snapshot.partials(), (t, h) -> {}).root();
    List<String> damage = new ArrayList<>();
    new LogScrub(parts.folder(), empty(), snapshot.treeSize(), tree, damage::add).run();
    assertThat(damage).isEmpty();

    flip(parts.folder().listSegments().firstEntry().getValue(), 500);

    assertThat(start()).isPresent();
    new LogScrub(parts.folder(), empty(), snapshot.treeSize(), tree, damage::add).run();
    assertThat(damage).singleElement().asString().contains("offset");
  }

  @Test
  void scrub_ofAnotherHistory_isDamage() throws Exception {
    Snapshot snapshot = write(300, 300, 0);
    TestLogFiles.Parts parts = TestLogFiles.parts(root, key);
    List<String> damage = new ArrayList<>();
    new LogScrub(parts.folder(), empty(), snapshot.treeSize(), new byte[32], damage::add).run();
    assertThat(damage).singleElement().asString().contains("another root");
  }

  @Test
  void read_ofADamagedFile_isNone() throws Exception {
    write(300, 1, 0);
    Path path = root.resolve("start.snapshot");
    byte[] good = Files.readAllBytes(path);
    for (int at = 0; at < good.length; at += 7) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(path, bad);
      assertThat(file().read()).as("byte " + at).isEmpty();
    }
    for (int length : new int[] {0, 1, 31, 32, 100, good.length - 1}) {
      Files.write(path, java.util.Arrays.copyOf(good, length));
      assertThat(file().read()).as("length " + length).isEmpty();
    }
    Files.write(path, good);
    assertThat(file().read()).isPresent();
    assertThat(new SnapshotFile(path, "f".repeat(32)).read()).isEmpty();
  }

  /** With a checksum that is right: a snapshot made by hand changes nothing that is found. */
  @Test
  void start_fromASnapshotWithAnotherTree_isNone_andHarmsNothing() throws Exception {
    Snapshot real = write(700, 300, 0);
    List<MerkleTree.Partial> wrong = new ArrayList<>();
    for (MerkleTree.Partial partial : real.partials()) {
      byte[] hashes = partial.hashes().clone();
      hashes[0] ^= 1;
      wrong.add(new MerkleTree.Partial(partial.tile(), hashes));
    }
    file().write(new Snapshot(real.treeSize(), wrong, real.recordsSize(), real.records()));
    assertThat(start()).isEmpty();
    file().write(new Snapshot(real.treeSize() + 1, real.partials(), 701, real.records()));
    assertThat(start()).isEmpty();
    file().write(new Snapshot(real.treeSize(), real.partials(), 5_000, real.records()));
    assertThat(start()).isEmpty();
    file().write(new Snapshot(real.treeSize(), real.partials(), 700, new byte[] {1, 2}));
    assertThat(start()).isEmpty();
    assertThat(startWhole().stopped()).isNull();
    try (TestLogFiles log = new TestLogFiles(root, key)) {
      assertThat(log.verify().problems()).isEmpty();
    }
  }

  @Test
  void records_thatAreNone_areRefused() {
    assertThatThrownBy(() -> Duplicates.decode(new byte[] {127, 0, 0, 0}))
        .isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> Duplicates.decode(new byte[0])).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> Duplicates.decode(new byte[] {0, 0, 0, 0, 1}))
        .isInstanceOf(AuditException.class);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }
}
