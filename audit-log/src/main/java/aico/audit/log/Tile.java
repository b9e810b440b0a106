package aico.audit.log;

import java.util.Locale;

/**
 * A tile of C2SP tlog-tiles: up to 256 consecutive hashes at one height of the tree.
 *
 * @param level 0 for leaf hashes; at 1 and above each hash is the root of a full tile below; {@link
 *     #ENTRIES} for an entry bundle
 * @param index the tile's place within its level
 * @param width hashes (or entries) in it, 1 to 256; fewer than 256 is a partial tile
 */
public record Tile(int level, long index, int width) {
  public static final int WIDTH = 256;

  /** What a level spans of the tree's height. */
  public static final int HEIGHT = 8;

  /** The level of entry bundles: the leaves themselves, each behind its u16 length. */
  public static final int ENTRIES = -1;

  /** Enough for 2^63 leaves. */
  static final int LEVELS_MAX = 8;

  /** {@code tile/<L>/<N>[.p/<W>]}, N in groups of three digits, all but the last with an x. */
  public String path() {
    String full = fullPath();
    return width == WIDTH ? full : full + ".p/" + width;
  }

  /** The path of the full tile at this place. */
  public String fullPath() {
    String level = this.level == ENTRIES ? "entries" : Integer.toString(this.level);
    StringBuilder number = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      number.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
    }
    return "tile/" + level + "/" + number;
  }

  /** The folder of the partial tiles at this place. */
  public String partialsPath() {
    return fullPath() + ".p";
  }

  /** The lowest leaf that the tile's n-th hash covers. */
  public long firstLeaf(int n) {
    return (index * WIDTH + n) << (HEIGHT * Math.max(level, 0));
  }

  /**
   * How many hashes a level has for a tree of this size: {@code floor(size / 256^level)}; for
   * entries and level 0 it is the size.
   */
  public static long hashesAt(int level, long treeSize) {
    return treeSize >>> (HEIGHT * Math.max(level, 0));
  }
}
