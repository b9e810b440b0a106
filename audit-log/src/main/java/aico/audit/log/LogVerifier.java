package aico.audit.log;

import aico.audit.log.LogReader.End;
import aico.audit.log.LogReader.Next;
import aico.audit.log.LogReader.Step;
import aico.audit.log.LogReader.Torn;
import aico.audit.log.MerkleTree.Partial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log from its files alone: every byte of segments, tiles and checkpoint is accounted
 * for. Of events that the log dropped, and said so, the hashes are left; they lead to the same root
 * as before. What it cannot see without a checkpoint from outside ({@code since}) is that the log,
 * its tiles and its checkpoint were all cut back, or all made anew by who holds the signing key.
 *
 * <p>The service may run meanwhile: the checkpoint is read first, and segments and tiles only ever
 * grow beyond it.
 */
public final class LogVerifier {
  private static final int PRUNED_MEANWHILE_MAX = 3;

  private final LogFolder folder;
  private final Vkey vkey;
  private final @Nullable Vkey epochAnchor;
  private final List<Epoch> epochs = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Long, byte[]> rootsAt = new HashMap<>();
  private final long first;
  private boolean told;

  private LogVerifier(LogFolder folder, Vkey vkey, @Nullable Vkey epochAnchor) {
    this.folder = folder;
    this.vkey = vkey;
    this.epochAnchor = epochAnchor;
    this.first = folder.first();
  }

  /**
   * Verifies the log in a folder.
   *
   * @param logFolder holds {@code segments/}, {@code tile/} and {@code checkpoint}
   * @param vkey the log's verifier key, from where the log could not change it
   * @param since an earlier checkpoint kept outside, opened with the same key, or null
   * @param epochAnchor the key of the log's epoch 0, from where the log could not change it, or
   *     null; with it, who holds the keys of today cannot have made another past
   * @throws UncheckedIOException when a file cannot be read at all
   */
  public static Verification verify(
      Path logFolder, Vkey vkey, @Nullable Checkpoint since, @Nullable Vkey epochAnchor) {
    LogFolder folder = new LogFolder(logFolder);
    LogVerifier verifier = new LogVerifier(folder, vkey, epochAnchor);
    Verification found = verifier.run(since);
    // A running service may have dropped its oldest events meanwhile.
    for (int n = 0; n < PRUNED_MEANWHILE_MAX && folder.first() != verifier.first; n++) {
      verifier = new LogVerifier(folder, vkey, epochAnchor);
      found = verifier.run(since);
    }
    return found;
  }

  /** As the other, for one who knows no key of an epoch. */
  public static Verification verify(Path logFolder, Vkey vkey, @Nullable Checkpoint since) {
    return verify(logFolder, vkey, since, null);
  }

  private Verification run(@Nullable Checkpoint since) {
    Checkpoint signed = readCheckpoint();
    long covered = signed == null ? 0 : signed.size();
    TileCheck tiles = new TileCheck(folder, this::add);
    MerkleTree tree = new MerkleTree((tile, hashes) -> checkPlace(tiles, tile, hashes, covered));
    boolean torn = readSegments(tree, signed, since);
    for (Partial partial : tree.partials()) {
      checkPlace(tiles, partial.tile(), partial.hashes(), covered);
    }
    long found = tree.size();
    if (signed != null) {
      compare(signed, found, "checkpoint");
    }
    if (since != null) {
      compare(since, found, "checkpoint from outside");
    }
    compareEpochs(found);
    boolean held = signed != null && rootsAt.containsKey(signed.size());
    long size = held ? covered : found;
    byte[] root = held ? rootsAt.get(covered) : tree.root();
    return new Verification(
        size,
        first,
        root == null ? tree.root() : root,
        signed == null ? null : signed.time(),
        found - size,
        torn,
        problems);
  }

  private @Nullable Checkpoint readCheckpoint() {
    try {
      byte[] note = Files.readAllBytes(folder.checkpoint());
      Checkpoint signed = Checkpoint.open(note, vkey);
      readEpochs(signed, note);
      return signed;
    } catch (NoSuchFileException e) {
      add(new Problem(0, "checkpoint: missing"));
    } catch (AuditLogException e) {
      add(new Problem(0, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  /** After the checkpoint, so that the epoch is there that signed it. */
  private void readEpochs(Checkpoint signed, byte[] note) {
    try {
      EpochChain chain = EpochChain.read(folder, vkey, epochAnchor);
      // One that began since is judged the next time.
      chain.epochs().stream().filter(e -> e.size() <= signed.size()).forEach(epochs::add);
      chain.requireSigned(signed, note);
    } catch (AuditLogException e) {
      add(new Problem(0, String.valueOf(e.getMessage())));
    }
  }

  /** Feeds the tree with the leaves; keeps the roots that checkpoints speak of. */
  private boolean readSegments(
      MerkleTree tree, @Nullable Checkpoint signed, @Nullable Checkpoint since) {
    Set<Long> sizes = epochs.stream().map(Epoch::size).collect(Collectors.toSet());
    sizes.add(first);
    if (signed != null) {
      sizes.add(signed.size());
    }
    if (since != null) {
      sizes.add(since.size());
    }
    try {
      readPruned(tree, sizes);
    } catch (DamagedLog e) {
      add(new Problem(e.index(), String.valueOf(e.getMessage())));
      return false;
    }
    boolean torn = readKept(tree, sizes);
    if (first > 0 && !told) {
      add(new Problem(0, folder.segment(0) + ": missing, and the log does not say that it is"));
    }
    return torn;
  }

  /** What was dropped, from the tiles; their levels are held against each other as ever. */
  private void readPruned(MerkleTree tree, Set<Long> sizes) {
    TreeSet<Long> stops = new TreeSet<>(sizes);
    for (long stop : stops.headSet(first, true)) {
      PrunedLeaves.addTo(tree, folder, stop);
      rootsAt.put(stop, tree.root());
    }
  }

  private boolean readKept(MerkleTree tree, Set<Long> sizes) {
    try (LogReader reader = LogReader.open(folder, first)) {
      while (true) {
        long size = tree.size();
        if (sizes.contains(size)) {
          rootsAt.put(size, tree.root());
        }
        Step step = reader.next();
        switch (step) {
          case Next next -> {
            tree.append(Hashes.leaf(next.leaf()));
            hear(next.leaf());
          }
          case End end -> {
            return false;
          }
          case Torn torn -> {
            return true;
          }
        }
      }
    } catch (DamagedLog e) {
      add(new Problem(e.index(), String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** More may have been announced than is gone: a drop may be under way. */
  private void hear(byte[] leaf) {
    if (first == 0 || told) {
      return;
    }
    PruneNotice notice = PruneNotice.of(leaf).orElse(null);
    told =
        notice != null
            && (notice.firstKept() > first
                || (notice.firstKept() == first
                    && Arrays.equals(notice.root(), rootsAt.get(first))));
  }

  private void checkPlace(TileCheck tiles, Tile tile, byte[] hashes, long covered) {
    tiles.check(tile, hashes, needed(tile, covered));
    if (tile.level() == 0) {
      Tile bundle = new Tile(Tile.ENTRIES, tile.index(), tile.width());
      // The one in which the first kept event stands held dropped ones, too.
      tiles.check(bundle, hashes, bundle.firstLeaf(0) < first ? 0 : needed(bundle, covered));
    }
  }

  /** How many of a place's hashes a checkpoint of this size asks for. */
  private static int needed(Tile tile, long covered) {
    long behind = Tile.hashesAt(tile.level(), covered) - tile.index() * Tile.WIDTH;
    return (int) Math.clamp(behind, 0, tile.width());
  }

  private void compare(Checkpoint checkpoint, long found, String which) {
    byte[] root = rootsAt.get(checkpoint.size());
    if (root == null) {
      add(new Problem(found, which + ": " + checkpoint.size() + " leaves (found: " + found + ")"));
    } else if (!Arrays.equals(root, checkpoint.root())) {
      add(new Problem(firstChanged(checkpoint), which + ": root differs from the segments"));
    }
  }

  /** What the days before signed: the change lies behind the last of them that still holds. */
  private void compareEpochs(long found) {
    long held = 0;
    for (Epoch epoch : epochs) {
      byte[] root = rootsAt.get(epoch.size());
      String which = "epoch " + epoch.number();
      if (root == null) {
        add(new Problem(found, which + ": " + epoch.size() + " leaves (found: " + found + ")"));
        return;
      }
      if (!Arrays.equals(root, epoch.root())) {
        long from = held;
        if (problems.stream().noneMatch(p -> p.index() >= from && p.index() < epoch.size())) {
          add(new Problem(from, which + ": root differs from the segments"));
        }
        return;
      }
      held = epoch.size();
    }
  }

  /**
   * The leaf from which on a log with another root may have changed. Tiles that still make up the
   * signed root are the signed ones, and what differs from them has been named; otherwise nothing
   * tells where the change starts.
   */
  private long firstChanged(Checkpoint checkpoint) {
    try {
      TileHashes signed = new TileHashes(folder, checkpoint.size());
      if (Arrays.equals(Proofs.root(0, checkpoint.size(), signed), checkpoint.root())) {
        return problems.stream().mapToLong(Problem::index).min().orElse(0);
      }
    } catch (AuditLogException | UncheckedIOException unusable) {
      return 0;
    }
    return 0;
  }

  private void add(Problem problem) {
    problems.add(problem);
    if (problems.size() >= 2 * Verification.PROBLEMS_MAX) {
      problems.sort(Problem.BY_INDEX);
      problems.subList(Verification.PROBLEMS_MAX, problems.size()).clear();
    }
  }
}
