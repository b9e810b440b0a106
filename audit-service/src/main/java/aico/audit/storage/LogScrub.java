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
  private final long size;
  private final byte[] root;
  private final Consumer<String> damaged;
  private volatile boolean ended;

  /**
   * A scrub of the first leaves.
   *
   * @param root of the tree over them
   * @param damaged is told what is wrong, once
   */
  public LogScrub(LogFolder folder, long size, byte[] root, Consumer<String> damaged) {
    this.folder = folder;
    this.size = size;
    this.root = root;
    this.damaged = damaged;
  }

  public void end() {
    ended = true;
  }

  @Override
  public void run() {
    try (LogReader reader = LogReader.open(folder, 0)) {
      MerkleTree tree = new MerkleTree((tile, hashes) -> {});
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
      }
    } catch (AuditLogException | UncheckedIOException e) {
      damaged.accept("log: damaged: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
