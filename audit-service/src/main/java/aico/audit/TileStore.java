package aico.audit;

import aico.audit.log.Tile;

/** Where the tiles go that follow from the log. They need no sync: recovery makes them anew. */
public interface TileStore {
  /** Writes a hash tile. */
  void putHashes(Tile tile, byte[] hashes);

  /** Adds a leaf to its entry bundle, which becomes a file when full or with {@link #flush}. */
  void addEntry(long index, byte[] leaf);

  /** Makes the unfinished entry bundle a file. */
  void flush();

  /** Drops what was added since the last {@link #flush}. */
  void discard();
}
