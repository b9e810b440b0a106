package aico.audit.app;

import aico.audit.CheckpointLoop;
import aico.audit.Checkpoints;
import aico.audit.Digests;
import aico.audit.Erasures;
import aico.audit.EventIndex;
import aico.audit.EventSearch;
import aico.audit.IndexFeed;
import aico.audit.Journal;
import aico.audit.Leaves;
import aico.audit.OwnEvents;
import aico.audit.Pruner;
import aico.audit.Retention;
import aico.audit.RetentionLimits;
import aico.audit.SignedHead;
import aico.audit.SignedTree;
import aico.audit.Snapshot;
import aico.audit.StreamHub;
import aico.audit.crypto.LibCryptoDigests;
import aico.audit.log.Checkpoint;
import aico.audit.log.EpochChain;
import aico.audit.log.LogFolder;
import aico.audit.log.MerkleTree;
import aico.audit.log.Vkey;
import aico.audit.storage.CheckpointFile;
import aico.audit.storage.CursorFiles;
import aico.audit.storage.EpochFiles;
import aico.audit.storage.ErasureFile;
import aico.audit.storage.IndexFile;
import aico.audit.storage.LogKeyFiles;
import aico.audit.storage.LogReplay;
import aico.audit.storage.LogScrub;
import aico.audit.storage.PlacedLeaves;
import aico.audit.storage.PrunedLog;
import aico.audit.storage.Recovery;
import aico.audit.storage.RestoredFile;
import aico.audit.storage.RetentionFile;
import aico.audit.storage.SegmentStore;
import aico.audit.storage.SnapshotFile;
import aico.audit.storage.StateFileDamaged;
import aico.audit.storage.TileFolder;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of a state folder, opened: recovered, with the parts that write, sign and stream it, and
 * the threads they run on.
 */
public final class AuditLog implements AutoCloseable {
  /** A sync takes milliseconds, a checkpoint tens of them. */
  private static final long END_MAX_MS = 5_000;

  private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

  private final LogFolder folder;
  private final LogKeyFiles keys;
  private final EpochFiles epochs;
  private final InstantSource clock;
  private final String logId;
  private final String origin;
  private final SegmentStore store;
  private final Journal journal;
  private final Checkpoints checkpoints;
  private final CheckpointLoop signing;
  private final SignedTree signedTree;
  private final Erasures erasures;
  private final StreamHub hub;
  private final Thread journalThread;
  private final Thread signingThread;
  private final Thread hubThread;
  private final Snapshots snapshots;
  private final @Nullable LogScrub scrub;
  private final RetentionLimits retention;
  private final Pruner pruner;
  private final Thread prunerThread;
  private final IndexFeed feed;
  private final Thread feedThread;
  private final @Nullable String notSigning;
  private final RestoredFile restored;
  private final @Nullable SignedHead lastSigned;

  /**
   * Opens the log.
   *
   * @param ids random, 32 hex digits each
   * @throws aico.audit.log.DamagedLog when it is damaged
   * @throws StateFileDamaged when a file beside it is
   */
  public AuditLog(
      Path stateFolder, OwnEvents ownEvents, Supplier<String> ids, InstantSource clock) {
    folder = new LogFolder(stateFolder.resolve("log"));
    keys = new LogKeyFiles(stateFolder, folder);
    epochs = new EpochFiles(stateFolder, folder);
    this.clock = clock;
    logId = keys.logId(ids.get());
    origin = "aico.local/" + logId;
    CheckpointFile checkpointFile = new CheckpointFile(folder);
    SignedHead last = lastCheckpoint(checkpointFile);
    TileFolder tiles = new TileFolder(folder);
    new PrunedLog(folder, logId).finish();
    SnapshotFile snapshotFile = new SnapshotFile(stateFolder.resolve("start.snapshot"), logId);
    Snapshot snapshot = snapshotFile.read().orElse(null);
    Recovery.Found found =
        Optional.ofNullable(snapshot)
            .flatMap(known -> Recovery.after(known, folder, logId, tiles, last))
            .orElseGet(() -> Recovery.run(folder, logId, tiles, last));
    notSigning = found.stopped();
    restored = new RestoredFile(stateFolder);
    lastSigned = last;
    tell(found);
    store = new SegmentStore(folder, logId, found.size());
    Digests digests = new LibCryptoDigests();
    journal =
        new Journal(store, found.duplicates(), digests, ownEvents, Principals.AUDIT, ids.get());
    journal.goOnWith(found.generations(), found.forgotten());
    checkpoints =
        new Checkpoints(
            store::size,
            leaves(),
            digests,
            tiles,
            checkpointFile,
            clock,
            found.tree(),
            last,
            found.stopped());
    signing = new CheckpointLoop(checkpoints);
    signedTree = new SignedTree(folder, checkpoints);
    feed =
        new IndexFeed(
            store::size,
            leaves(),
            new IndexFile(
                stateFolder.resolve("index"),
                logId,
                store::size,
                leaves(),
                () -> new PlacedLeaves(folder)),
            System::nanoTime);
    erasures = new Erasures(new ErasureFile(stateFolder.resolve("erasures.json")));
    hub =
        new StreamHub(
            store::size,
            leaves(),
            checkpoints::published,
            signedTree,
            new CursorFiles(stateFolder.resolve("cursors")),
            feed::firstSince,
            erasures,
            System::nanoTime);
    snapshots =
        new Snapshots(
            journal, checkpoints, tiles, snapshotFile, Math.max(found.unread(), store.first()));
    scrub = found.unread() == 0 || snapshot == null ? null : scrub(snapshot, snapshotFile);
    // What an earlier life dropped may still stand in the index.
    forget(store.first());
    retention = new RetentionFile(stateFolder);
    pruner =
        new Pruner(
            new PrunedLog(folder, logId, store::keepFrom, keys::vkey),
            retention,
            store::size,
            checkpoints::published,
            this::isSound,
            journal::known,
            new PatientTrail(journal),
            this::forget);
    journal.onCommit(size -> feed.committed());
    journal.onCommit(size -> signing.committed());
    journal.onCommit(size -> hub.committed());
    checkpoints.onPublished(head -> hub.checkpointed());
    journalThread = Thread.ofPlatform().name("audit-journal").unstarted(journal);
    signingThread = Thread.ofPlatform().name("audit-signing").unstarted(signing);
    hubThread = Thread.ofPlatform().name("audit-streams").unstarted(hub);
    feedThread = Thread.ofPlatform().name("audit-index").unstarted(feed);
    prunerThread = Thread.ofPlatform().name("audit-retention").unstarted(pruner);
  }

  /** Damage where the start did not look: records are stored on, nothing more is signed. */
  private LogScrub scrub(Snapshot snapshot, SnapshotFile file) {
    byte[] root =
        MerkleTree.restore(snapshot.treeSize(), snapshot.partials(), (tile, hashes) -> {}).root();
    return new LogScrub(
        folder,
        new PrunedLog(folder, logId).tree(),
        snapshot.treeSize(),
        root,
        damage -> {
          LOG.log(System.Logger.Level.ERROR, "{0}", damage);
          checkpoints.stop(damage);
          file.delete();
        });
  }

  private @Nullable SignedHead lastCheckpoint(CheckpointFile file) {
    Vkey vkey = keys.vkey().orElse(null);
    if (vkey == null) {
      if (file.exists()) {
        throw new StateFileDamaged(keys.vkeyFile(), "missing, while there is a checkpoint");
      }
      return null;
    }
    if (!vkey.name().equals(origin)) {
      throw new StateFileDamaged(keys.vkeyFile(), "name: another log's");
    }
    return file.read(vkey);
  }

  private static void tell(Recovery.Found found) {
    if (found.stopped() != null) {
      LOG.log(System.Logger.Level.ERROR, "{0}", found.stopped());
    }
    if (found.repairedTiles() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "tiles: {0} written again from the segments",
          found.repairedTiles());
    }
  }

  private void forget(long firstKept) {
    if (firstKept > 0) {
      var unused = feed.forget(new EventIndex.Window(0, firstKept));
    }
  }

  /** Only what was looked at as a whole and is signed loses its oldest part. */
  private boolean isSound() {
    return checkpoints.failure().isEmpty() && (scrub == null || scrub.isDone());
  }

  /** Why no old events are dropped, if something is wrong. */
  /** How long events are kept. */
  RetentionLimits retention() {
    return retention;
  }

  /** The files of the events that are kept, the oldest first. */
  List<Retention.Segment> segments() {
    return new PrunedLog(folder, logId).segments();
  }

  Optional<String> retentionProblem() {
    return pruner.problem();
  }

  /**
   * Starts the threads. What a restore brought back is said first of all, and again at the next
   * start if this one ends before {@link #restoreSettled}.
   */
  void start() {
    journalThread.start();
    signingThread.start();
    hubThread.start();
    feedThread.start();
    prunerThread.start();
    if (scrub != null) {
      Thread.ofPlatform().daemon().name("audit-scrub").start(scrub);
    }
    if (notSigning != null) {
      var unused =
          journal.record(
              AuditEvent.of(EventCode.LOG_SHORTENED).failed().with("reason", notSigning));
    }
    restored
        .read()
        .ifPresent(from -> {
          AuditEvent event =
              AuditEvent.of(EventCode.LOG_RESTORED)
                  .with("home_id", from.homeId())
                  .with("backup_taken", from.taken().toString())
                  .with("size", Long.toString(store.size()));
          SignedHead head = lastSigned;
          if (head != null) {
            event =
                event
                    .with("checkpoint_size", Long.toString(head.checkpoint().size()))
                    .with(
                        "checkpoint_root",
                        Base64.getEncoder().encodeToString(head.checkpoint().root()));
          }
          new DurableTrail(journal).record(event);
        });
  }

  /** Whether a restore brought this log here, and no epoch has begun since. */
  boolean isRestored() {
    return restored.read().isPresent();
  }

  /** An epoch has begun that names what was restored. */
  void restoreSettled() {
    restored.remove();
  }

  /** Whether all threads run that should. */
  boolean isAlive() {
    return journalThread.isAlive() && signingThread.isAlive() && hubThread.isAlive();
  }

  /** Finds events; its index is not needed for anything else. */
  EventSearch search() {
    return new EventSearch(leaves(), () -> new PlacedLeaves(folder), feed, System::nanoTime);
  }

  Leaves.Source leaves() {
    return LogReplay.of(folder, store);
  }

  /** Random, made at the log's first start, 32 hex digits. */
  String logId() {
    return logId;
  }

  /** The origin of its checkpoints and the name of its key. */
  String origin() {
    return origin;
  }

  LogKeyFiles keys() {
    return keys;
  }

  LogFolder folder() {
    return folder;
  }

  EpochFiles epochs() {
    return epochs;
  }

  /** The key of the log's first epoch as text, if it has epochs. */
  Optional<String> epochAnchor() {
    return keys.vkey()
        .flatMap(vkey -> EpochChain.first(folder, vkey))
        .map(first -> first.vkey().toString());
  }

  /** The tree that the last checkpoint stands for, or the empty one before the first. */
  Checkpoint signedHead() {
    return checkpoints
        .published()
        .map(SignedHead::checkpoint)
        .orElseGet(() ->
            new Checkpoint(
                origin,
                0,
                new MerkleTree((tile, hashes) -> {}).root(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS)));
  }

  Journal journal() {
    return journal;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  CheckpointLoop signing() {
    return signing;
  }

  SignedTree signedTree() {
    return signedTree;
  }

  Erasures erasures() {
    return erasures;
  }

  /** Deletes the index; completes when it is gone, and it is made anew from the log then. */
  CompletableFuture<Void> purgeIndex() {
    return feed.purge();
  }

  StreamHub hub() {
    return hub;
  }

  /** Ends in order: what waits is stored, what is stored is signed. */
  @Override
  public void close() {
    hub.end();
    feed.end();
    pruner.end();
    join(prunerThread);
    if (scrub != null) {
      scrub.end();
    }
    snapshots.close();
    journal.end();
    join(journalThread);
    signing.end();
    join(signingThread);
    checkpoints.close();
    join(hubThread);
    join(feedThread);
    try {
      store.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "segment: {0}", e.getMessage());
    }
  }

  private static void join(Thread thread) {
    try {
      if (thread.isAlive()) {
        thread.join(TimeUnit.MILLISECONDS.toMillis(END_MAX_MS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
