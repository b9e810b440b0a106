package aico.vault.os;

import aico.vault.VaultException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The one thread that starts what dies with this process. The kernel sends the parent-death signal
 * when the thread that started a program ends, not its process, prctl(2): so this thread never
 * ends, and it is a platform thread.
 */
final class Spawner {
  /** Each start takes milliseconds; more than this waiting means that something is wrong. */
  private static final int QUEUE_LIMIT = 256;

  private final ArrayBlockingQueue<Runnable> starts = new ArrayBlockingQueue<>(QUEUE_LIMIT);

  private Spawner() {}

  static Spawner start() {
    Spawner spawner = new Spawner();
    Thread.ofPlatform().daemon().name("spawner").start(spawner::runForever);
    return spawner;
  }

  /** Runs {@code start} on the thread that never ends. */
  Process spawn(Supplier<Process> start) {
    CompletableFuture<Process> started = new CompletableFuture<>();
    boolean queued =
        starts.offer(() -> {
          try {
            started.complete(start.get());
          } catch (RuntimeException failed) {
            started.completeExceptionally(failed);
          }
        });
    if (!queued) {
      throw new VaultException("starts waiting: %d (expected: < %1$d)".formatted(QUEUE_LIMIT));
    }
    try {
      return started.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  private void runForever() {
    // INVARIANT: nothing leaves this loop, or every vault is unmounted.
    while (true) {
      try {
        starts.take().run();
      } catch (InterruptedException ignored) {
        // Nobody may end this thread.
      }
    }
  }
}
