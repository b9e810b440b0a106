package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** The hashes of a tree of a given size, read from its tiles. */
public final class TileHashes implements TreeHashes {
  private final LogFolder folder;
  private final long treeSize;

  /** The tree that a checkpoint of this size stands for. */
  public TileHashes(LogFolder folder, long treeSize) {
    this.folder = folder;
    this.treeSize = treeSize;
  }

  @Override
  public byte[] hash(int height, long index) {
    if ((index + 1) << height > treeSize) {
      throw new AuditLogException("hash: beyond the tree's " + treeSize + " leaves");
    }
    int level = height / Tile.HEIGHT;
    int within = height % Tile.HEIGHT;
    long first = index << within;
    int width = (int) Math.min(Tile.WIDTH, Tile.hashesAt(level, treeSize) - aligned(first));
    byte[] hashes = read(new Tile(level, first / Tile.WIDTH, width));
    int from = (int) (first % Tile.WIDTH);
    return root(hashes, from, from + (1 << within));
  }

  private static long aligned(long first) {
    return first - first % Tile.WIDTH;
  }

  /** A partial tile may be gone once the full one is there (C2SP tlog-tiles, "Partial Tiles"). */
  private byte[] read(Tile tile) {
    try {
      try {
        return Files.readAllBytes(folder.tile(tile));
      } catch (NoSuchFileException partialGone) {
        return Files.readAllBytes(folder.root().resolve(tile.fullPath()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
  }

  private static byte[] root(byte[] hashes, int from, int to) {
    if (to - from == 1) {
      if (hashes.length < to * Hashes.SIZE_BYTES) {
        throw new AuditLogException("tile: cut short");
      }
      return Arrays.copyOfRange(hashes, from * Hashes.SIZE_BYTES, to * Hashes.SIZE_BYTES);
    }
    int middle = (from + to) >>> 1;
    return Hashes.node(root(hashes, from, middle), root(hashes, middle, to));
  }
}
