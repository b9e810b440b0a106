package aico.audit.log;

import aico.audit.log.MerkleTree.Partial;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes a whole log into a folder, all at once, independently of the service's writer. */
final class TestLog {
  static final String LOG_ID = "00112233445566778899aabbccddeeff";
  static final int LEAVES_PER_SEGMENT = 250;

  final LogFolder folder;
  final TestSigner signer;
  final List<byte[]> leaves = new ArrayList<>();

  TestLog(Path root, int size) throws IOException {
    this(root, size, new TestSigner("aico.local/" + LOG_ID), -1);
  }

  /** One whose leaf {@code changed} is another. */
  TestLog(Path root, int size, TestSigner signer, int changed) throws IOException {
    this.signer = signer;
    folder = new LogFolder(root);
    for (int i = 0; i < size; i++) {
      leaves.add(i == changed ? leaf(i, "another") : leaf(i));
    }
    writeSegments();
    writeTiles(size);
    Files.write(folder.checkpoint(), checkpoint(size).sign(signer.vkey(), signer));
  }

  static byte[] leaf(long sequence) {
    return leaf(sequence, Long.toString(sequence));
  }

  private static byte[] leaf(long sequence, String id) {
    return new Leaf(
            sequence,
            "vault-service",
            "0123456789abcdef0123456789abcdef",
            sequence + 1,
            ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8))
        .encode();
  }

  Verification verify() {
    return LogVerifier.verify(folder.root(), signer.vkey(), null);
  }

  Checkpoint checkpoint(int size) {
    MerkleTree tree = tree(size, new ArrayList<>());
    return new Checkpoint(
        "aico.local/" + LOG_ID, size, tree.root(), Instant.parse("2026-11-23T22:03:04Z"));
  }

  private void writeSegments() throws IOException {
    Files.createDirectories(folder.segments());
    for (int first = 0; first < leaves.size(); first += LEAVES_PER_SEGMENT) {
      ByteBuffer out = ByteBuffer.allocate(1 << 20);
      out.put(new SegmentHeader(first, LOG_ID).encode());
      int end = Math.min(leaves.size(), first + LEAVES_PER_SEGMENT);
      leaves.subList(first, end).forEach(leaf -> Frame.put(out, leaf));
      byte[] bytes = new byte[out.position()];
      out.get(0, bytes);
      Files.write(folder.segment(first), bytes);
    }
  }

  void writeTiles(int size) throws IOException {
    List<Partial> tiles = new ArrayList<>();
    tiles.addAll(tree(size, tiles).partials());
    for (Partial tile : tiles) {
      write(tile.tile(), tile.hashes());
      if (tile.tile().level() == 0) {
        Tile bundle = new Tile(Tile.ENTRIES, tile.tile().index(), tile.tile().width());
        write(bundle, bundle(bundle));
      }
    }
  }

  private void write(Tile tile, byte[] bytes) throws IOException {
    Files.createDirectories(folder.tile(tile).getParent());
    Files.write(folder.tile(tile), bytes);
  }

  private byte[] bundle(Tile tile) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int n = 0; n < tile.width(); n++) {
      byte[] leaf = leaves.get((int) tile.firstLeaf(n));
      out.writeShort(leaf.length);
      out.write(leaf);
    }
    return bytes.toByteArray();
  }

  private MerkleTree tree(int size, List<Partial> full) {
    MerkleTree tree = new MerkleTree((tile, hashes) -> full.add(new Partial(tile, hashes)));
    leaves.subList(0, size).forEach(leaf -> tree.append(Hashes.leaf(leaf)));
    return tree;
  }
}
