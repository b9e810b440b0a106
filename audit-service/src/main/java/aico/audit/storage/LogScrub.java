package aico.audit.storage;

import aico.audit.log.AuditLogException;
import aico.audit.log.Hashes;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.Next;
import aico.audit.log.MerkleTree;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads, after a start from a snapshot, what that start did not: every frame's checksum and
 * sequence, and the tree against the one that the last checkpoint leads back to. Takes a tenth of
 * one processor's time.
 */
public final class LogScrub implements Runnable {
  private static final int LEAVES = 256;
  private static final int REST = 9;

  private final LogFolder folder;
  private final MerkleTree dropped;
  private final long size;
  private final byte[] root;
  private final Consumer<String> damaged;
  private volatile boolean ended;
  private volatile boolean done;

  /**
   * A scrub of the first leaves.
   *
   * @param dropped the tree over those that are not kept
   * @param root of the tree over them
   * @param damaged is told what is wrong, once
   */
  public LogScrub(
      LogFolder folder, MerkleTree dropped, long size, byte[] root, Consumer<String> damaged) {
    this.folder = folder;
    this.dropped = dropped;
    this.size = size;
    this.root = root;
    this.damaged = damaged;
  }

  public void end() {
    ended = true;
  }

  /** Whether it has looked at everything. */
  public boolean isDone() {
    return done;
  }

  @Override
  public void run() {
    try (LogReader reader = LogReader.open(folder, dropped.size())) {
      MerkleTree tree = dropped.copy();
      long start = System.nanoTime();
      while (!ended && tree.size() < size) {
        if (!(reader.next() instanceof Next next)) {
          throw new AuditLogException("leaf " + tree.size() + ": gone");
        }
        tree.append(Hashes.leaf(next.leaf()));
        if (tree.size() % LEAVES == 0) {
          TimeUnit.NANOSECONDS.sleep(REST * (System.nanoTime() - start));
          start = System.nanoTime();
        }
      }
      if (!ended && !Arrays.equals(tree.root(), root)) {
        damaged.accept("log: its first " + size + " leaves have another root than was signed");
        return;
      }
      done = !ended;
    } catch (AuditLogException | UncheckedIOException e) {
      damaged.accept("log: damaged: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
