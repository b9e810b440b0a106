package aico.audit.storage;

import aico.audit.EventFacts;
import aico.audit.PrunableLog;
import aico.audit.Retention;
import aico.audit.Retention.Segment;
import aico.audit.Snapshot;
import aico.audit.log.AuditLogException;
import aico.audit.log.Epoch;
import aico.audit.log.EpochChain;
import aico.audit.log.Hashes;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.Next;
import aico.audit.log.MerkleTree;
import aico.audit.log.MerkleTree.Partial;
import aico.audit.log.PrunedLeaves;
import aico.audit.log.Tile;
import aico.audit.log.TileHashes;
import aico.audit.log.Vkey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Drops the oldest segments of a log, and their entry bundles, which say the same; the hashes stay.
 * The order on disk: the hashes are synced, {@code pruned} says what is dropped, then the segments
 * go, the oldest first, then the bundles. So whatever is left of a crash is a log that begins
 * somewhere before what {@code pruned} says, and the next start takes the rest away.
 */
public final class PrunedLog implements PrunableLog {
  private final LogFolder folder;
  private final SnapshotFile file;
  private final LongConsumer keepFrom;
  private final Supplier<Optional<Vkey>> vkey;
  private final Runnable step;
  private final Map<Long, Map<String, Long>> surveyed = new HashMap<>();
  private List<Long> days = List.of();

  /** For a start: nobody reads the log yet. */
  public PrunedLog(LogFolder folder, String logId) {
    this(folder, logId, firstKept -> {}, Optional::empty);
  }

  /**
   * The log of a running service.
   *
   * @param keepFrom keeps readers away from what goes, right before it goes
   */
  public PrunedLog(
      LogFolder folder, String logId, LongConsumer keepFrom, Supplier<Optional<Vkey>> vkey) {
    this(folder, logId, keepFrom, vkey, () -> {});
  }

  /** With a step to call before each change on disk, so that tests can end there. */
  PrunedLog(
      LogFolder folder,
      String logId,
      LongConsumer keepFrom,
      Supplier<Optional<Vkey>> vkey,
      Runnable step) {
    this.folder = folder;
    this.file = new SnapshotFile(folder.pruned(), logId);
    this.keepFrom = keepFrom;
    this.vkey = vkey;
    this.step = step;
  }

  /** What is known of the dropped events, if any were and the file holds. */
  public Optional<Snapshot> base() {
    return file.read();
  }

  /** The tree over what was dropped: from the file or, where that does not hold, from the tiles. */
  public MerkleTree tree() {
    long first = folder.first();
    Optional<Snapshot> base = base().filter(known -> known.treeSize() == first);
    if (base.isPresent()) {
      return MerkleTree.restore(first, base.get().partials(), (tile, hashes) -> {});
    }
    MerkleTree tree = new MerkleTree((tile, hashes) -> {});
    PrunedLeaves.addTo(tree, folder, first);
    return tree;
  }

  @Override
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    TreeMap<Long, Path> files = folder.listSegments();
    for (Map.Entry<Long, Path> entry : files.entrySet()) {
      Long end = files.higherKey(entry.getKey());
      segments.add(
          new Segment(entry.getKey(), end == null ? Long.MAX_VALUE : end, size(entry.getValue())));
    }
    return segments;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  @Override
  public List<Long> days() {
    // Each is two signatures to verify: only when there is one more.
    if (Files.exists(folder.epoch(days.size()))) {
      days =
          vkey.get().stream()
              .flatMap(key -> EpochChain.read(folder, key, null).epochs().stream())
              .map(Epoch::size)
              .toList();
    }
    return days;
  }

  /** Read once: a segment that is not the last is never written again. */
  @Override
  public Map<String, Long> lastOf(Segment segment, Iterable<String> kinds) {
    Map<String, Long> codes = surveyed.computeIfAbsent(segment.first(), first -> survey(segment));
    Map<String, Long> last = new HashMap<>();
    for (String kind : kinds) {
      codes.forEach((code, index) -> {
        if (Retention.isOf(kind, code)) {
          last.merge(kind, index, Math::max);
        }
      });
    }
    return last;
  }

  /** The last leaf of each code. */
  private Map<String, Long> survey(Segment segment) {
    Map<String, Long> last = new HashMap<>();
    try (LogReader reader = LogReader.open(folder, segment.first())) {
      while (reader.nextIndex() < segment.end()) {
        if (!(reader.next() instanceof Next next)) {
          throw new AuditLogException("leaf " + reader.nextIndex() + ": gone");
        }
        last.put(EventFacts.of(next.leaf()).code(), next.index());
      }
    }
    return last;
  }

  @Override
  public MerkleTree treeOver(long leaves, long signed) {
    TileHashes hashes = new TileHashes(folder, signed);
    List<Partial> partials = new ArrayList<>();
    for (int level = 0; level == 0 || Tile.hashesAt(level, leaves) > 0; level++) {
      long count = Tile.hashesAt(level, leaves);
      int width = (int) (count % Tile.WIDTH);
      if (width > 0) {
        partials.add(edge(hashes, new Tile(level, count / Tile.WIDTH, width)));
      }
    }
    return MerkleTree.restore(leaves, partials, (tile, full) -> {});
  }

  private static Partial edge(TileHashes hashes, Tile tile) {
    byte[] edge = new byte[tile.width() * Hashes.SIZE_BYTES];
    for (int n = 0; n < tile.width(); n++) {
      int height = tile.level() * Tile.HEIGHT;
      byte[] hash = hashes.hash(height, tile.index() * Tile.WIDTH + n);
      System.arraycopy(hash, 0, edge, n * Hashes.SIZE_BYTES, Hashes.SIZE_BYTES);
    }
    return new Partial(tile, edge);
  }

  @Override
  public void drop(Snapshot base) {
    syncTiles(base.treeSize());
    step.run();
    file.write(base);
    keepFrom.accept(base.treeSize());
    remove(base.treeSize());
    surveyed.keySet().removeIf(first -> first < base.treeSize());
  }

  /** Tiles are not synced as they are written, since they follow from the segments: now no more. */
  private void syncTiles(long firstKept) {
    try {
      long tileEnd = (firstKept / Tile.WIDTH + 1) * Tile.WIDTH;
      new TileFolder(folder).syncHashes(folder.first(), tileEnd);
    } catch (IOException e) {
      throw new UncheckedIOException("tile", e);
    }
  }

  @Override
  public void finish() {
    base()
        .map(Snapshot::treeSize)
        .filter(first -> folder.listSegments().containsKey(first))
        .ifPresent(this::remove);
  }

  private void remove(long firstKept) {
    try {
      for (Path segment : folder.listSegments().headMap(firstKept).values()) {
        step.run();
        Files.delete(segment);
        // One by one, so that no power cut leaves a gap.
        Durable.syncFolder(folder.segments());
      }
      EntryBundles.removeBefore(folder, firstKept, step);
    } catch (IOException e) {
      throw new UncheckedIOException(folder.segments().toString(), e);
    }
  }
}
