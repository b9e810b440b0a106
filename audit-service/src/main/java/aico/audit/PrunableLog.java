package aico.audit;

import aico.audit.log.MerkleTree;
import java.util.List;

/** The log's files, as far as its oldest may go. */
public interface PrunableLog extends Retention.Survey {
  /** The segments there are, the oldest first. */
  List<Retention.Segment> segments();

  /** The sizes at which days began, as their certificates say, in order. */
  List<Long> days();

  /**
   * The tree over the first leaves, from their tiles.
   *
   * @param signed the size of a checkpoint behind them
   */
  MerkleTree treeOver(long leaves, long signed);

  /**
   * Drops everything before {@code base.treeSize()}. From the moment that the base is on disk it
   * counts as dropped; what a crash leaves behind {@link #finish} takes away.
   */
  void drop(Snapshot base);

  /** Takes away what was dropped and is still there. */
  void finish();
}
