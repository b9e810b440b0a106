package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.Duplicates;
import aico.audit.NotStored;
import aico.audit.Position;
import aico.audit.Records;
import aico.audit.SignedHead;
import aico.audit.SignedTree;
import aico.audit.StoreBroken;
import aico.audit.crypto.SigningKey;
import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.DamagedLog;
import aico.audit.log.Frame;
import aico.audit.log.Hashes;
import aico.audit.log.LogReader;
import aico.audit.log.Proofs;
import aico.audit.log.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's files, written by the service's own parts and read back. */
class LogFilesTest {
  private final SigningKey key = SigningKey.generate(TestLogFiles.ORIGIN);
  @TempDir private Path root;

  @AfterEach
  void closeKey() {
    key.close();
  }

  private TestLogFiles open() {
    return new TestLogFiles(root, key);
  }

  @Test
  void append_overManySegmentsAndStarts_staysWhole() throws Exception {
    long next = 1;
    for (int round = 0; round < 4; round++) {
      try (TestLogFiles log = open()) {
        assertThat(log.found.size()).isEqualTo(next - 1);
        for (int count : new int[] {1, 200, 63, 7}) {
          log.append(next, count);
          next += count;
          log.publish();
          Verification verified = log.verify();
          assertThat(verified.problems()).isEmpty();
          assertThat(verified.size()).isEqualTo(next - 1);
        }
      }
    }
    try (TestLogFiles log = open()) {
      assertThat(log.found.repairedTiles()).isZero();
      assertThat(log.folder.listSegments().size()).isGreaterThan(5);
    }
  }

  @Test
  void publish_beforeTheFirstLeaf_signsAnEmptyLogOnce() throws Exception {
    List<Checkpoint> published = new ArrayList<>();
    try (TestLogFiles log = open()) {
      log.checkpoints.onPublished(head -> published.add(head.checkpoint()));
      log.publish();
      log.publish();
      assertThat(published).singleElement().extracting(Checkpoint::size).isEqualTo(0L);
      assertThat(log.verify().problems()).isEmpty();
    }
    try (TestLogFiles log = open()) {
      log.append(1, 300);
      log.publish();
      assertThat(log.verify().problems()).isEmpty();
      assertThat(log.verify().size()).isEqualTo(300);
    }
  }

  @Test
  void publish_always_extendsWhatWasPublished() throws Exception {
    try (TestLogFiles log = open()) {
      List<Checkpoint> published = new ArrayList<>();
      log.checkpoints.onPublished(head -> published.add(head.checkpoint()));
      for (int i = 0; i < 30; i++) {
        log.append(1 + i * 23L, 23);
        log.publish();
        log.publish();
      }
      assertThat(published).hasSize(30);
      SignedTree tree = new SignedTree(log.folder, log.checkpoints);
      Checkpoint last = published.getLast();
      for (Checkpoint earlier : published) {
        assertThat(
                Proofs.verifyConsistency(
                    earlier.size(),
                    last.size(),
                    earlier.root(),
                    last.root(),
                    tree.between(earlier.size(), last.size())))
            .isTrue();
      }
      assertThatThrownBy(() -> tree.between(1, last.size() + 1)).hasMessageContaining("to:");
    }
  }

  @Test
  void publish_afterAFailure_goesOnWhereItWas() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 300);
      log.publish();
      // A folder in the way of a tile to come.
      Path blocked = root.resolve("tile/entries/002");
      Files.createDirectories(blocked.resolve("in-the-way"));
      log.append(301, 500);
      log.publish();
      assertThat(log.checkpoints.failure()).hasValueSatisfying(t -> assertThat(t).contains("tile"));
      assertThat(log.checkpoints.published().orElseThrow().checkpoint().size()).isEqualTo(300);
      Files.delete(blocked.resolve("in-the-way"));
      Files.delete(blocked);
      log.publish();
      assertThat(log.checkpoints.failure()).isEmpty();
      assertThat(log.verify().problems()).isEmpty();
      assertThat(log.verify().size()).isEqualTo(800);
    }
  }

  @Test
  void open_aTornTail_cutsItOff() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 20);
      log.publish();
    }
    Path last = lastSegment();
    byte[] whole = Files.readAllBytes(last);
    byte[] leaf = leafLike(20);
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + leaf.length);
    Frame.put(frame, leaf);
    for (int cut = 1; cut < frame.capacity(); cut += 17) {
      Files.write(last, whole);
      Files.write(last, Arrays.copyOf(frame.array(), cut), StandardOpenOption.APPEND);
      try (TestLogFiles log = open()) {
        assertThat(log.found.size()).isEqualTo(20);
      }
      assertThat(Files.size(last)).isEqualTo(whole.length);
    }
    // What a power cut leaves on some file systems: the length, but zeros.
    Files.write(last, new byte[5000], StandardOpenOption.APPEND);
    try (TestLogFiles log = open()) {
      log.append(21, 5);
      log.publish();
      assertThat(log.verify().problems()).isEmpty();
      assertThat(log.verify().size()).isEqualTo(25);
    }
  }

  @Test
  void open_aSegmentThatWasNeverBegunRight_beginsItAgain() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 20);
    }
    Files.write(root.resolve("segments/00000000000000000020.seg"), new byte[17]);
    try (TestLogFiles log = open()) {
      assertThat(log.found.size()).isEqualTo(20);
      log.append(21, 100);
      log.publish();
      assertThat(log.verify().size()).isEqualTo(120);
      assertThat(log.verify().problems()).isEmpty();
    }
  }

  @Test
  void open_anyOtherDamage_isRefusedWithFileAndOffset() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 300);
      log.publish();
    }
    for (Path segment : segments()) {
      byte[] bytes = Files.readAllBytes(segment);
      for (int at = 0; at < bytes.length; at += 97) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 4;
        Files.write(segment, flipped);
        assertThatThrownBy(this::open)
            .as("%s byte %s", segment, at)
            .isInstanceOf(AuditLogException.class)
            .hasMessageContaining(segment.getFileName().toString());
      }
      Files.write(segment, bytes);
    }
    open().close();
  }

  @Test
  void open_aFlippedByteBeforeAWholeFrame_isNoTornTail() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 3);
    }
    Path last = lastSegment();
    byte[] bytes = Files.readAllBytes(last);
    // The length of the first of three frames: nothing is signed yet, but two more follow.
    bytes[40] ^= 1;
    Files.write(last, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedLog.class)
        .hasMessageContaining("offset 40: leaf 0");
  }

  @Test
  void open_aNewerVersion_isRefused() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 3);
    }
    Path last = lastSegment();
    byte[] bytes = Files.readAllBytes(last);
    ByteBuffer.wrap(bytes).putInt(8, 2);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 36);
    ByteBuffer.wrap(bytes).putInt(36, (int) crc.getValue());
    Files.write(last, bytes);
    assertThatThrownBy(this::open).hasMessageContaining("version: 2 (expected: 1)");
  }

  @Test
  void open_aSegmentOfAnotherLog_isRefused() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 3);
    }
    assertThatThrownBy(() ->
            Recovery.run(
                new aico.audit.log.LogFolder(root),
                "ffffffffffffffffffffffffffffffff",
                new TileFolder(new aico.audit.log.LogFolder(root)),
                null))
        .isInstanceOf(DamagedLog.class)
        .hasMessageContaining("another log");
  }

  @Test
  void open_shorterThanItsCheckpoint_storesButSignsNothing() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 300);
      log.publish();
    }
    Path last = lastSegment();
    long first = Long.parseLong(last.getFileName().toString().substring(0, 20));
    Files.delete(last);
    byte[] before = Files.readAllBytes(root.resolve("checkpoint"));
    try (TestLogFiles log = open()) {
      assertThat(log.found.stopped()).contains("its last checkpoint: 300");
      log.append(first + 1, 400);
      log.publish();
      assertThat(log.checkpoints.failure()).isPresent();
      assertThat(log.store.size()).isGreaterThan(300);
    }
    assertThat(Files.readAllBytes(root.resolve("checkpoint"))).isEqualTo(before);
  }

  @Test
  void open_anotherRootThanWasSigned_signsNothing() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 50);
      log.publish();
    }
    Checkpoint forked = new Checkpoint(TestLogFiles.ORIGIN, 50, Hashes.emptyRoot(), null);
    Files.write(root.resolve("checkpoint"), forked.sign(key.vkey(), key));
    try (TestLogFiles log = open()) {
      assertThat(log.found.stopped()).contains("root differs");
    }
  }

  @Test
  void open_aDamagedCheckpoint_isRefused() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 5);
      log.publish();
    }
    Path file = root.resolve("checkpoint");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("checkpoint");
  }

  @Test
  void open_missingOrDamagedTiles_writesThemAgain() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 700);
      log.publish();
    }
    List<Path> tiles;
    try (var all = Files.walk(root.resolve("tile"))) {
      tiles = all.filter(Files::isRegularFile).toList();
    }
    assertThat(tiles).hasSize(2 + 1 + 1 + 2 + 1);
    for (Path tile : tiles) {
      byte[] bytes = Files.readAllBytes(tile);
      for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(bytes, bytes.length - 1))) {
        Files.write(tile, damaged);
        try (TestLogFiles log = open()) {
          assertThat(log.found.repairedTiles()).isEqualTo(1);
        }
        assertThat(Files.readAllBytes(tile)).as("%s", tile).isEqualTo(bytes);
      }
      Files.delete(tile);
      open().close();
      assertThat(Files.readAllBytes(tile)).isEqualTo(bytes);
    }
    try (TestLogFiles log = open()) {
      assertThat(log.verify().problems()).isEmpty();
    }
  }

  @Test
  void open_again_knowsWhatIsStoredAndWhatWasRefused() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 10);
      log.append(11, "garbage".getBytes(StandardCharsets.UTF_8));
      log.append(12, 3);
    }
    try (TestLogFiles log = open()) {
      long size = log.store.size();
      log.append(1, 10);
      log.append(11, "garbage".getBytes(StandardCharsets.UTF_8));
      log.append(12, 3);
      assertThat(log.store.size()).isEqualTo(size);
      log.append(15, 1);
      assertThat(log.store.size()).isEqualTo(size + 1);
      assertThat(log.journal.head("vault-service", Records.INCARNATION)).isEqualTo(15);
      assertThat(
              log.found
                  .duplicates()
                  .see(
                      new Position("vault-service", Records.INCARNATION, 3),
                      Hashes.sha256().digest(new byte[0])))
          .isInstanceOf(Duplicates.Conflicting.class);
    }
  }

  @Test
  void powerCut_takesNothingThatWasAcknowledged() throws Exception {
    RollbackFile disk = new RollbackFile();
    try (TestLogFiles log = new TestLogFiles(root, key, disk)) {
      log.append(1, 200);
      log.publish();
      log.append(201, 77);
    }
    disk.powerCut();
    try (TestLogFiles log = open()) {
      assertThat(log.found.size()).isEqualTo(277);
      assertThat(log.found.stopped()).isNull();
    }
  }

  /** Shows that the test above would notice a store that does not sync. */
  @Test
  void powerCut_onADiskThatForgets_losesAcknowledgedLeaves() throws Exception {
    RollbackFile disk = new RollbackFile();
    try (TestLogFiles log = new TestLogFiles(root, key, disk)) {
      log.append(1, 100);
      log.publish();
      disk.forget = true;
      log.append(101, 20);
    }
    disk.powerCut();
    try (TestLogFiles log = open()) {
      assertThat(log.found.size()).isLessThan(120);
    }
  }

  @Test
  void append_onAFullDisk_isTakenBackAndGoesOnAfterwards() throws Exception {
    RollbackFile disk = new RollbackFile();
    try (TestLogFiles log = new TestLogFiles(root, key, disk)) {
      log.append(1, 30);
      disk.writesUntilFull = 0;
      assertThatThrownBy(() -> log.append(31, 30)).hasCauseInstanceOf(NotStored.class);
      assertThat(log.store.size()).isEqualTo(30);
      disk.writesUntilFull = Integer.MAX_VALUE;
      log.append(31, 30);
      log.publish();
      assertThat(log.verify().problems()).isEmpty();
      assertThat(log.verify().size()).isEqualTo(60);
    }
    try (TestLogFiles log = open()) {
      assertThat(log.found.size()).isEqualTo(60);
    }
  }

  @Test
  void append_afterAFailedSync_isRefusedForGood() throws Exception {
    RollbackFile disk = new RollbackFile();
    try (TestLogFiles log = new TestLogFiles(root, key, disk)) {
      log.append(1, 10);
      disk.failForce = true;
      assertThatThrownBy(() -> log.append(11, 1)).hasCauseInstanceOf(StoreBroken.class);
      disk.failForce = false;
      assertThatThrownBy(() -> log.append(11, 1)).hasCauseInstanceOf(StoreBroken.class);
      assertThat(log.store.size()).isEqualTo(10);
    }
  }

  @Test
  void replay_overARollback_neverGivesWhatWasTakenBack() throws Exception {
    RollbackFile disk = new RollbackFile();
    try (TestLogFiles log = new TestLogFiles(root, key, disk);
        LogReplay replay = new LogReplay(log.folder, log.store, 0)) {
      log.append(1, 5);
      for (int i = 0; i < 5; i++) {
        assertThat(replay.next()).isPresent();
      }
      disk.writesUntilFull = 0;
      assertThatThrownBy(() -> log.append(6, 3)).hasCauseInstanceOf(NotStored.class);
      assertThat(replay.next()).isEmpty();
      disk.writesUntilFull = Integer.MAX_VALUE;
      byte[] other = Records.record("vault-service", 6, "other");
      log.append(6, other);
      assertThat(replay.next())
          .hasValueSatisfying(
              leaf -> assertThat(new String(leaf, StandardCharsets.UTF_8)).contains("other"));
      assertThat(replay.next()).isEmpty();
    }
  }

  @Test
  void replay_fromAnyLeaf_readsOnOverSegments() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 300);
      for (long from = 0; from <= 300; from += 37) {
        try (LogReplay replay = new LogReplay(log.folder, log.store, from)) {
          long count = 0;
          while (replay.next().isPresent()) {
            count++;
          }
          assertThat(count).isEqualTo(300 - from);
        }
      }
      assertThatThrownBy(() -> LogReader.open(log.folder, 500)).hasMessageContaining("from: 500");
    }
  }

  @Test
  void checkpoint_onDisk_isTheLastPublished() throws Exception {
    try (TestLogFiles log = open()) {
      log.append(1, 5);
      log.publish();
      SignedHead published = log.checkpoints.published().orElseThrow();
      assertThat(Files.readAllBytes(root.resolve("checkpoint"))).isEqualTo(published.note());
      assertThat(published.checkpoint().time()).isNotNull();
    }
  }

  private static byte[] leafLike(long sequence) {
    return new aico.audit.log.Leaf(
            sequence,
            "vault-service",
            Records.INCARNATION,
            sequence + 1,
            Records.record("vault-service", sequence + 1))
        .encode();
  }

  private Path lastSegment() throws IOException {
    return segments().getLast();
  }

  private List<Path> segments() throws IOException {
    try (var files = Files.list(root.resolve("segments"))) {
      return files.sorted().toList();
    }
  }
}
