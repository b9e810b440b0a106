package aico.audit;

import aico.audit.log.Checkpoint;
import aico.audit.log.MerkleTree;
import aico.audit.log.MerkleTree.Partial;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes tiles and signed checkpoints from what is on disk. Used by one thread; the last published
 * checkpoint may be read by all.
 *
 * <p>INVARIANT: a checkpoint covers only leaves that are on disk, and is on disk itself before
 * anyone sees it; so no two of one size with different roots are ever published.
 */
public final class Checkpoints {
  private final LongSupplier durableSize;
  private final Leaves.Source leaves;
  private final Digests digests;
  private final TileStore tiles;
  private final CheckpointStore store;
  private final InstantSource clock;
  private final List<Consumer<SignedHead>> listeners = new CopyOnWriteArrayList<>();
  private MerkleTree tree;
  private @Nullable Leaves reader;
  private volatile @Nullable SignedHead published;
  private volatile @Nullable String stopped;
  private volatile @Nullable String failed;

  /**
   * Goes on from what recovery found.
   *
   * @param durableSize leaves on disk
   * @param tree over the leaves of the last checkpoint
   * @param last the last checkpoint, or null before the first
   * @param stopped why nothing may be signed, or null
   */
  public Checkpoints(
      LongSupplier durableSize,
      Leaves.Source leaves,
      Digests digests,
      TileStore tiles,
      CheckpointStore store,
      InstantSource clock,
      MerkleTree tree,
      @Nullable SignedHead last,
      @Nullable String stopped) {
    this.durableSize = durableSize;
    this.leaves = leaves;
    this.digests = digests;
    this.tiles = tiles;
    this.store = store;
    this.clock = clock;
    this.tree = tree.hashingBy(digests::node);
    this.published = last;
    this.stopped = stopped;
  }

  /** The last published checkpoint. */
  public Optional<SignedHead> published() {
    return Optional.ofNullable(published);
  }

  /** Why no checkpoint is signed any more, or why the last try failed. */
  public Optional<String> failure() {
    return Optional.ofNullable(stopped != null ? stopped : failed);
  }

  /** Calls the listener with each new checkpoint, in the thread that signs. */
  public void onPublished(Consumer<SignedHead> listener) {
    listeners.add(listener);
  }

  /**
   * Whether there are leaves that no checkpoint covers, or no checkpoint at all: the first is of an
   * empty log too, so that one without is damaged and not just young.
   */
  public boolean isBehind() {
    SignedHead last = published;
    return stopped == null && (last == null || durableSize.getAsLong() > last.checkpoint().size());
  }

  /** Signs nothing more, and says why: what the log would say contradicts what it has said. */
  public void stop(String reason) {
    stopped = reason;
  }

  /** Publishes a checkpoint over all that is on disk; call it at most once a second. */
  public void publish(NoteSigner signer) {
    if (!isBehind()) {
      return;
    }
    MerkleTree before = tree.copy();
    try {
      SignedHead head = sign(signer);
      store.put(head.note());
      published = head;
      failed = null;
      listeners.forEach(listener -> listener.accept(head));
    } catch (RuntimeException e) {
      // Tiles follow from the log: the next try writes them once more.
      tree = before;
      tiles.discard();
      close();
      failed = "checkpoint: " + e.getMessage();
    }
  }

  private SignedHead sign(NoteSigner signer) {
    extend(durableSize.getAsLong());
    for (Partial partial : tree.partials()) {
      tiles.putHashes(partial.tile(), partial.hashes());
    }
    tiles.flush();
    Checkpoint checkpoint = new Checkpoint(signer.vkey().name(), tree.size(), tree.root(), now());
    return new SignedHead(checkpoint, signer.note(checkpoint.text()));
  }

  /** Adds the leaves up to this size to the tree and to their entry bundles. */
  private void extend(long size) {
    Leaves open = reader == null ? leaves.from(tree.size()) : reader;
    reader = open;
    while (tree.size() < size) {
      byte[] leaf =
          open.next().orElseThrow(() -> new AuditException("leaf " + tree.size() + ": gone"));
      tiles.addEntry(tree.size(), leaf);
      tree.append(digests.leaf(leaf));
    }
  }

  /** The tree as of the last checkpoint: for a listener of {@link #onPublished}, in its thread. */
  public MerkleTree tree() {
    return tree.copy();
  }

  /** Gives the file back that it reads; the next checkpoint opens it again. */
  public void close() {
    Leaves open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }

  /** Never earlier than the last checkpoint, whatever the clock says. */
  private Instant now() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    SignedHead last = published;
    Instant earliest = last == null ? null : last.checkpoint().time();
    return earliest == null || now.isAfter(earliest) ? now : earliest;
  }
}
