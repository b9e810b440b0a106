package aico.vault.copy;

import aico.vault.VaultException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A few threads that work on files; the first failure ends the work of all. */
final class Workers implements AutoCloseable {
  /** A file system in user space answers several faster than one after the other. */
  private static final int THREADS = 4;

  private static final int WAITING_LIMIT = 256;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("copy-", 0).factory());
  private final ThreadLocal<Contents> contents = ThreadLocal.withInitial(Contents::new);
  private final Semaphore room = new Semaphore(WAITING_LIMIT);
  private volatile @Nullable RuntimeException failure;

  interface Work {
    void on(Contents contents) throws IOException;
  }

  /** Takes it on, or waits until it can; throws what failed before. */
  void take(Path about, Work work) {
    room.acquireUninterruptibly();
    requireNoFailure();
    threads.execute(() -> {
      try {
        if (failure == null) {
          work.on(contents.get());
        }
      } catch (IOException failed) {
        failure = FolderTrees.failure(about, failed);
      } catch (RuntimeException failed) {
        failure = failed;
      } finally {
        room.release();
      }
    });
  }

  /** Returns when all is done; throws what failed. */
  void await() {
    room.acquireUninterruptibly(WAITING_LIMIT);
    room.release(WAITING_LIMIT);
    requireNoFailure();
  }

  private void requireNoFailure() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed instanceof VaultException known ? known : new VaultException("copy", failed);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
