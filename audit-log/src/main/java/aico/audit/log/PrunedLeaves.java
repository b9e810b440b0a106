package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** The hashes of leaves that were dropped: their tiles of level 0 stay. */
public final class PrunedLeaves {
  private PrunedLeaves() {}

  /**
   * Adds the leaves from the tree's size up to {@code end} to it. Whether the hashes are the signed
   * ones only the root over what follows tells.
   *
   * @throws DamagedLog when a tile is missing or cut short
   */
  public static void addTo(MerkleTree tree, LogFolder folder, long end) {
    while (tree.size() < end) {
      Tile tile = new Tile(0, tree.size() / Tile.WIDTH, Tile.WIDTH);
      byte[] hashes = read(folder, tile);
      for (int n = (int) (tree.size() % Tile.WIDTH); n < Tile.WIDTH && tree.size() < end; n++) {
        int at = n * Hashes.SIZE_BYTES;
        tree.append(Arrays.copyOfRange(hashes, at, at + Hashes.SIZE_BYTES));
      }
    }
  }

  private static byte[] read(LogFolder folder, Tile tile) {
    try {
      byte[] hashes = Files.readAllBytes(folder.tile(tile));
      if (hashes.length == Tile.WIDTH * Hashes.SIZE_BYTES) {
        return hashes;
      }
      throw new DamagedLog(
          folder.tile(tile), hashes.length, tile.firstLeaf(0), hashes.length + " bytes");
    } catch (NoSuchFileException missing) {
      throw new DamagedLog(folder.tile(tile), 0, tile.firstLeaf(0), "tile: missing");
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
  }
}
