package aico.audit.app;

import aico.audit.Checkpoints;
import aico.audit.Journal;
import aico.audit.Snapshot;
import aico.audit.log.MerkleTree;
import aico.audit.storage.SnapshotFile;
import aico.audit.storage.TileFolder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps what the next start need not read, now and then, on a thread of its own. A snapshot is
 * written after the leaves and tiles that it speaks of are on disk, so that a power cut at any
 * moment leaves one that holds.
 */
final class Snapshots implements AutoCloseable {
  /** What a start reads in about a second. */
  static final long EVERY_LEAVES = 50_000;

  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long END_MAX_S = 10;
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());

  private final Journal journal;
  private final Checkpoints checkpoints;
  private final TileFolder tiles;
  private final SnapshotFile file;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("audit-snapshot").factory());
  private volatile long taken;
  private long takenNs = System.nanoTime() - EVERY_NS;

  /**
   * Snapshots of a log.
   *
   * @param taken leaves that the last one covered, or 0
   */
  Snapshots(
      Journal journal, Checkpoints checkpoints, TileFolder tiles, SnapshotFile file, long taken) {
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.tiles = tiles;
    this.file = file;
    this.taken = taken;
    checkpoints.onPublished(head -> published(head.checkpoint().size()));
  }

  /** In the thread that signs: only it may look at the tree. */
  private void published(long size) {
    if (size - taken >= EVERY_LEAVES
        && System.nanoTime() - takenNs >= EVERY_NS
        && busy.compareAndSet(false, true)) {
      takenNs = System.nanoTime();
      MerkleTree tree = checkpoints.tree();
      thread.execute(() -> {
        try {
          take(tree);
        } catch (Exception e) {
          LOG.log(System.Logger.Level.WARNING, "start.snapshot: not written: {0}", e.getMessage());
        } finally {
          busy.set(false);
        }
      });
    }
  }

  private void take(MerkleTree tree) throws Exception {
    Journal.Known known = journal.known().get(END_MAX_S, TimeUnit.SECONDS);
    tiles.sync(taken, tree.size());
    file.write(new Snapshot(tree.size(), tree.partials(), known.size(), known.records()));
    taken = tree.size();
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_MAX_S, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "start.snapshot: not finished");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
