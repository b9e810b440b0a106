package aico.audit;

import aico.audit.log.Checkpoint;
import aico.audit.log.LogFolder;
import aico.audit.log.Proofs;
import aico.audit.log.TileHashes;
import java.util.List;

/** Proofs about the tree that the last checkpoint stands for. */
public final class SignedTree implements StreamHub.ConsistencyProofs {
  private final LogFolder folder;
  private final Checkpoints checkpoints;

  public SignedTree(LogFolder folder, Checkpoints checkpoints) {
    this.folder = folder;
    this.checkpoints = checkpoints;
  }

  @Override
  public List<byte[]> between(long from, long to) {
    long signed =
        checkpoints.published().map(SignedHead::checkpoint).map(Checkpoint::size).orElse(0L);
    if (to > signed) {
      throw new AuditException("to: " + to + " (expected: <= " + signed + ")");
    }
    if (from < 0 || from > to) {
      throw new AuditException("from: " + from + " (expected: 0 to " + to + ")");
    }
    return Proofs.consistency(from, to, new TileHashes(folder, signed));
  }
}
