package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifierTest {
  private static final int SIZE = 600;

  @TempDir private Path root;
  private TestLog log;

  @BeforeEach
  void writeLog() throws IOException {
    log = new TestLog(root, SIZE);
  }

  @Test
  void verify_aWholeLog_saysSo() {
    Verification found = log.verify();
    assertThat(found.problems()).isEmpty();
    assertThat(found.whole()).isTrue();
    assertThat(found.size()).isEqualTo(SIZE);
    assertThat(found.root())
        .isEqualTo(NaiveTree.root(log.leaves.stream().map(Hashes::leaf).toList()));
    assertThat(found.checkpointTime()).isEqualTo("2026-11-23T22:03:04Z");
    assertThat(found.firstBadIndex()).isEmpty();
  }

  @Test
  void verify_anyByteFlipped_findsIt() throws IOException {
    Random random = new Random(7);
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      boolean every = file.equals(log.folder.checkpoint());
      for (int at = 0; at < bytes.length; at += every ? 1 : 1 + random.nextInt(300)) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, flipped);
        assertThat(log.verify().whole()).as("%s byte %s", root.relativize(file), at).isFalse();
      }
      Files.write(file, bytes);
    }
    assertThat(log.verify().whole()).isTrue();
  }

  @Test
  void verify_aLeafFlipped_namesItsIndex() throws IOException {
    for (int index : List.of(0, 1, 249, 250, 300, 598, 599)) {
      Path segment = log.folder.segment(index / 250 * 250);
      byte[] bytes = Files.readAllBytes(segment);
      byte[] flipped = bytes.clone();
      flipped[offsetOf(index) + Frame.HEADER_BYTES + 100] ^= 1;
      Files.write(segment, flipped);
      assertThat(log.verify().firstBadIndex()).hasValue(index);
      Files.write(segment, bytes);
    }
  }

  @Test
  void verify_aLeafChangedWithItsChecksum_namesItsIndex() throws IOException {
    Path segment = log.folder.segment(250);
    byte[] bytes = Files.readAllBytes(segment);
    byte[] leaf = TestLog.leaf(300);
    leaf[leaf.length - 3] ^= 1;
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + leaf.length);
    Frame.put(frame, leaf);
    System.arraycopy(frame.array(), 0, bytes, offsetOf(300), frame.capacity());
    Files.write(segment, bytes);
    assertThat(log.verify().firstBadIndex()).hasValue(300);
  }

  @Test
  void verify_allMadeAnewButTheCheckpoint_isFoundWithoutAPlace() throws IOException {
    Path segment = log.folder.segment(250);
    byte[] leaf = TestLog.leaf(300);
    leaf[leaf.length - 3] ^= 1;
    log.leaves.set(300, leaf);
    byte[] bytes = Files.readAllBytes(segment);
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + leaf.length);
    Frame.put(frame, leaf);
    System.arraycopy(frame.array(), 0, bytes, offsetOf(300), frame.capacity());
    Files.write(segment, bytes);
    log.writeTiles(SIZE);
    assertThat(log.verify().firstBadIndex()).hasValue(0);
    assertThat(log.verify().problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("root differs"));
  }

  @Test
  void verify_aTileFlipped_namesTheLeafItCovers() throws IOException {
    flip(log.folder.root().resolve("tile/0/001"), 40 * 32 + 5);
    assertThat(log.verify().firstBadIndex()).hasValue(256 + 40);
    log.writeTiles(SIZE);
    flip(log.folder.root().resolve("tile/1/000.p/2"), 33);
    assertThat(log.verify().firstBadIndex()).hasValue(256);
  }

  @Test
  void verify_aMissingTileSegmentOrCheckpoint_isFound() throws IOException {
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(log.verify().whole()).as("%s", file).isFalse();
      Files.write(file, bytes);
    }
    Files.delete(log.folder.segment(250));
    assertThat(log.verify().firstBadIndex()).hasValue(250);
  }

  @Test
  void verify_segmentsSwapped_isFound() throws IOException {
    byte[] first = Files.readAllBytes(log.folder.segment(0));
    Files.write(log.folder.segment(0), Files.readAllBytes(log.folder.segment(250)));
    Files.write(log.folder.segment(250), first);
    assertThat(log.verify().firstBadIndex()).hasValue(0);
  }

  @Test
  void verify_tornTailOfARunningService_isNoFault() throws IOException {
    Path last = log.folder.segment(500);
    ByteBuffer frame = ByteBuffer.allocate(1000);
    Frame.put(frame, TestLog.leaf(SIZE));
    Frame.put(frame, TestLog.leaf(SIZE + 1));
    int whole = Frame.HEADER_BYTES + TestLog.leaf(SIZE).length;
    byte[] before = Files.readAllBytes(last);
    for (int cut = 1; cut < 2 * whole; cut++) {
      Files.write(last, before);
      Files.write(last, java.util.Arrays.copyOf(frame.array(), cut), StandardOpenOption.APPEND);
      Verification found = log.verify();
      assertThat(found.whole()).as("cut %s: %s", cut, found.problems()).isTrue();
      assertThat(found.tornTail()).as("cut %s", cut).isEqualTo(cut % whole != 0);
      assertThat(found.leavesBehindCheckpoint()).isEqualTo(cut / whole);
      assertThat(found.size()).isEqualTo(SIZE);
    }
  }

  /** As a power cut may leave an append that was never synced. */
  @Test
  void verify_aTailThatMissesSectors_isTorn_whateverCameBehind() throws IOException {
    Path last = log.folder.segment(500);
    ByteBuffer frames = ByteBuffer.allocate(8_000);
    for (int i = 0; i < 40; i++) {
      Frame.put(frames, TestLog.leaf(SIZE + i));
    }
    byte[] before = Files.readAllBytes(last);
    byte[] batch = java.util.Arrays.copyOf(frames.array(), frames.position());
    // The batch's first sector is the one that the leaves before it end in.
    for (int sector = before.length / 512;
        sector <= (before.length + batch.length) / 512;
        sector++) {
      Files.write(last, before);
      Files.write(last, batch, StandardOpenOption.APPEND);
      try (FileChannel file = FileChannel.open(last, StandardOpenOption.WRITE)) {
        long from = Math.max(before.length, sector * 512L);
        long to = Math.min(before.length + batch.length, (sector + 1) * 512L);
        file.write(ByteBuffer.allocate((int) (to - from)), from);
      }
      Verification found = log.verify();
      assertThat(found.whole()).as("sector %s: %s", sector, found.problems()).isTrue();
      assertThat(found.tornTail()).as("sector %s", sector).isTrue();
    }
    Files.write(last, before);
    batch[100] ^= 1;
    Files.write(last, batch, StandardOpenOption.APPEND);
    assertThat(log.verify().whole()).as("a flipped byte before whole frames").isFalse();
  }

  @Test
  void verify_cutShortBelowTheCheckpoint_isFound() throws IOException {
    Path last = log.folder.segment(500);
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(bytes, offsetOf(580)));
    assertThat(log.verify().firstBadIndex()).hasValue(580);
    Files.write(last, java.util.Arrays.copyOf(bytes, offsetOf(580) + 3));
    assertThat(log.verify().firstBadIndex()).hasValue(580);
  }

  @Test
  void verify_rolledBackWithItsCheckpoint_isSeenOnlyFromOutside(@TempDir Path other)
      throws IOException {
    Checkpoint outside = log.checkpoint(SIZE);
    TestLog shorter = new TestLog(other, 400);
    assertThat(shorter.verify().whole()).isTrue();
    Verification found = LogVerifier.verify(other, shorter.signer.vkey(), outside);
    assertThat(found.firstBadIndex()).hasValue(400);
  }

  @Test
  void verify_sinceAnEarlierCheckpoint_confirmsOrDenies() {
    Checkpoint earlier = log.checkpoint(123);
    assertThat(LogVerifier.verify(root, log.signer.vkey(), earlier).whole()).isTrue();
    Checkpoint forked = new Checkpoint(earlier.origin(), 123, Hashes.emptyRoot(), null);
    assertThat(LogVerifier.verify(root, log.signer.vkey(), forked).whole()).isFalse();
  }

  @Test
  void verify_withAnotherKey_isRefused() {
    Vkey other = new TestSigner("aico.local/" + TestLog.LOG_ID).vkey();
    assertThat(LogVerifier.verify(root, other, null).problems())
        .anySatisfy(p -> assertThat(p.message()).contains("not signed by"));
  }

  @Test
  void verify_anEmptySegment_isDamageUnlessItIsTheLast() throws IOException {
    byte[] header = new SegmentHeader(SIZE, TestLog.LOG_ID).encode();
    Files.write(log.folder.segment(SIZE), header);
    assertThat(log.verify().whole()).isTrue();
    byte[] second = Files.readAllBytes(log.folder.segment(250));
    Files.write(log.folder.segment(250), java.util.Arrays.copyOf(second, header.length));
    assertThat(log.verify().firstBadIndex()).hasValue(250);
  }

  @Test
  void verify_aSegmentOfANewerVersion_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(log.folder.segment(0));
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(8, 2);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, 36);
    header.putInt(36, (int) crc.getValue());
    Files.write(log.folder.segment(0), bytes);
    assertThatThrownBy(log::verify)
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("version: 2 (expected: 1)");
  }

  @Test
  void verify_anEmptyFolder_isNotWhole(@TempDir Path empty) {
    assertThat(LogVerifier.verify(empty, log.signer.vkey(), null).whole()).isFalse();
  }

  private static int offsetOf(int index) {
    int first = index / TestLog.LEAVES_PER_SEGMENT * TestLog.LEAVES_PER_SEGMENT;
    int offset = SegmentHeader.SIZE_BYTES;
    for (int i = first; i < index; i++) {
      offset += Frame.HEADER_BYTES + TestLog.leaf(i).length;
    }
    return offset;
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
