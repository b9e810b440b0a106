package aico.audit.storage;

import aico.audit.AuditException;
import aico.audit.Duplicates;
import aico.audit.Forgotten;
import aico.audit.Generations;
import aico.audit.SignedHead;
import aico.audit.Snapshot;
import aico.audit.StoredRecords;
import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.DamagedLog;
import aico.audit.log.Hashes;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.End;
import aico.audit.log.LogReader.Next;
import aico.audit.log.LogReader.Torn;
import aico.audit.log.MerkleTree;
import aico.audit.log.MerkleTree.Partial;
import aico.audit.log.PruneNotice;
import aico.audit.log.PrunedLeaves;
import aico.audit.log.SegmentHeader;
import aico.audit.log.SegmentReader;
import aico.audit.log.Tile;
import aico.audit.log.TileCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log once at start: every frame's checksum and sequence, the tree against the last
 * checkpoint, the tiles against the tree, and which records are there. A torn tail is cut off;
 * tiles that a crash took are written again; any other damage ends the start.
 *
 * <p>With a {@link Snapshot} it reads only what came after it. That is taken for good when from
 * there the log leads to the root of the last checkpoint; in every other case all of it is read, so
 * that a snapshot never changes what is found wrong, and {@link LogScrub} reads the rest aside.
 *
 * <p>A log whose oldest events were dropped is read from the first kept one on, with the tree and
 * the records that {@link PrunedLog} kept of them. Without that file the tree comes from the tiles,
 * and the log itself has to say that it dropped them.
 */
public final class Recovery {
  private final LogFolder folder;
  private final String logId;
  private final TileFolder tiles;
  private final StoredRecords stored;
  private final @Nullable Checkpoint last;
  private final long first;
  private boolean mustBeTold;
  private @Nullable String stopped;
  private long repairedTiles;

  /**
   * What the log holds.
   *
   * @param size leaves on disk
   * @param tree over the leaves of the last checkpoint
   * @param stopped why nothing may be signed, or null
   * @param repairedTiles tiles and bundles that were missing or other than the segments say
   * @param unread leaves that a snapshot stood for; 0 where all that is kept was read
   */
  public record Found(
      long size,
      Duplicates duplicates,
      Generations generations,
      Forgotten forgotten,
      MerkleTree tree,
      @Nullable String stopped,
      long repairedTiles,
      long unread) {}

  private Recovery(
      LogFolder folder,
      String logId,
      TileFolder tiles,
      @Nullable SignedHead last,
      StoredRecords stored) {
    this.folder = folder;
    this.logId = logId;
    this.tiles = tiles;
    this.stored = stored;
    this.first = folder.first();
    this.last = last == null ? null : last.checkpoint();
  }

  /**
   * Reads the log.
   *
   * @throws DamagedLog when it is damaged: the service must not start
   */
  public static Found run(
      LogFolder folder, String logId, TileFolder tiles, @Nullable SignedHead last) {
    long first = folder.first();
    Snapshot base = new PrunedLog(folder, logId).base().orElse(null);
    if (base != null && base.treeSize() == first) {
      Recovery recovery =
          new Recovery(folder, logId, tiles, last, StoredRecords.decode(base.records()));
      recovery.checkOwner();
      Found found =
          recovery.run(
              MerkleTree.restore(first, base.partials(), recovery::repair), base.recordsSize(), 0);
      if (found.size() >= base.recordsSize()) {
        return found;
      }
      // It was cut back below what these records are of.
    }
    Recovery recovery = new Recovery(folder, logId, tiles, last, new StoredRecords());
    recovery.checkOwner();
    recovery.mustBeTold = first > 0;
    MerkleTree tree = new MerkleTree((tile, hashes) -> {});
    if (first > 0) {
      PrunedLeaves.addTo(tree, folder, first);
    }
    return recovery.run(tree.withSink(recovery::repair), 0, 0);
  }

  /** Reads what came after a snapshot, if that holds; nothing where it does not. */
  public static Optional<Found> after(
      Snapshot snapshot,
      LogFolder folder,
      String logId,
      TileFolder tiles,
      @Nullable SignedHead last) {
    if (last == null || snapshot.treeSize() > last.checkpoint().size()) {
      return Optional.empty();
    }
    try {
      Recovery recovery =
          new Recovery(folder, logId, tiles, last, StoredRecords.decode(snapshot.records()));
      recovery.checkOwner();
      MerkleTree tree =
          MerkleTree.restore(snapshot.treeSize(), snapshot.partials(), recovery::repair);
      Found found = recovery.run(tree, snapshot.recordsSize(), tree.size());
      return found.stopped() == null && found.size() >= snapshot.recordsSize()
          ? Optional.of(found)
          : Optional.empty();
    } catch (AuditLogException | AuditException doubtful) {
      // Whatever it is, reading all of it tells.
      return Optional.empty();
    }
  }

  /** From the tree's end on; the records below {@code known} are known already. */
  private Found run(MerkleTree tree, long known, long unread) {
    long covered = last == null ? 0 : last.size();
    long size = read(tree, covered, known);
    if (mustBeTold) {
      throw new DamagedLog(folder.segment(0), 0, 0, "segment: missing");
    }
    for (Partial partial : tree.partials()) {
      repair(partial.tile(), partial.hashes());
    }
    if (last != null && size < covered) {
      stopped =
          "log: " + size + " leaves (its last checkpoint: " + covered + "): nothing is signed";
    } else if (last != null && !Arrays.equals(tree.root(), last.root())) {
      stopped = "log: root differs from its last checkpoint: nothing is signed";
    }
    // From here on full tiles go to their files as they come.
    return new Found(
        size,
        stored.duplicates(),
        stored.generations(),
        stored.forgotten(),
        tree.withSink(tiles::putHashes),
        stopped,
        repairedTiles,
        unread);
  }

  /** A segment of another log would not fail its checksum. */
  private void checkOwner() {
    for (var segment : folder.listSegments().entrySet()) {
      if (lengthOf(segment.getValue()) <= SegmentHeader.SIZE_BYTES) {
        continue;
      }
      try (SegmentReader reader = SegmentReader.open(segment.getValue(), segment.getKey())) {
        if (!reader.header().logId().equals(logId)) {
          throw new DamagedLog(segment.getValue(), 20, segment.getKey(), "log id: another log's");
        }
      }
    }
  }

  private long read(MerkleTree tree, long covered, long known) {
    try (LogReader reader = LogReader.open(folder, tree.size())) {
      while (true) {
        switch (reader.next()) {
          case Next next -> {
            if (mustBeTold) {
              mustBeTold =
                  PruneNotice.of(next.leaf()).filter(n -> n.firstKept() >= first).isEmpty();
            }
            if (next.index() < covered) {
              tree.append(Hashes.leaf(next.leaf()));
            }
            if (next.index() >= known) {
              stored.add(next.leaf());
            }
          }
          case End end -> {
            return end.size();
          }
          case Torn torn -> {
            if (torn.size() < covered) {
              throw new DamagedLog(
                  torn.file(), torn.offset(), torn.size(), "cut off below the last checkpoint");
            }
            cutOff(torn);
            return torn.size();
          }
        }
      }
    }
  }

  private void cutOff(Torn torn) {
    try {
      if (torn.offset() < SegmentHeader.SIZE_BYTES) {
        Files.delete(torn.file());
        Durable.syncFolder(folder.segments());
        return;
      }
      try (FileChannel channel = FileChannel.open(torn.file(), StandardOpenOption.WRITE)) {
        channel.truncate(torn.offset());
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(torn.file().toString(), e);
    }
  }

  /** Writes a tile, and at level 0 its entry bundle, where the file is not what it has to be. */
  private void repair(Tile tile, byte[] hashes) {
    if (isDamaged(tile, hashes)) {
      delete(tile);
      tiles.putHashes(tile, hashes);
    }
    if (tile.level() == 0) {
      Tile bundle = new Tile(Tile.ENTRIES, tile.index(), tile.width());
      if (bundle.firstLeaf(0) >= first && isDamaged(bundle, hashes)) {
        delete(bundle);
        writeBundle(bundle);
      }
    }
  }

  private boolean isDamaged(Tile tile, byte[] hashes) {
    AtomicBoolean damaged = new AtomicBoolean();
    new TileCheck(folder, problem -> damaged.set(true)).check(tile, hashes, tile.width());
    return damaged.get();
  }

  private void delete(Tile tile) {
    repairedTiles++;
    try {
      Files.deleteIfExists(folder.root().resolve(tile.fullPath()));
      Path partials = folder.root().resolve(tile.partialsPath());
      if (Files.isDirectory(partials)) {
        try (var files = Files.newDirectoryStream(partials)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
  }

  private void writeBundle(Tile bundle) {
    long index = bundle.firstLeaf(0);
    try (LogReader reader = LogReader.open(folder, index)) {
      for (int n = 0; n < bundle.width(); n++) {
        if (reader.next() instanceof Next next) {
          tiles.addEntry(next.index(), next.leaf());
        }
      }
    }
    tiles.flush();
  }

  private static long lengthOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
