package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.storage.HomeLock;
import java.time.Duration;
import java.util.Optional;

/** One {@code up} or {@code down} at a time in a home. */
final class CommandLock {
  /** A first launch with a slow build of caches. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final long POLL_MS = 100;

  private CommandLock() {}

  static HomeLock take(Surroundings surroundings) {
    long startNs = System.nanoTime();
    boolean told = false;
    while (true) {
      Optional<HomeLock> lock = HomeLock.tryLock(surroundings.home().commandLock());
      if (lock.isPresent()) {
        return lock.get();
      }
      if (!told) {
        surroundings.say("another up or down is at work here: waiting for it");
        told = true;
      }
      if (System.nanoTime() - startNs > LIMIT.toNanos()) {
        throw CommandFailed.failed(
            "another up or down has been at work for " + LIMIT.toMinutes() + " minutes");
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CommandFailed.failed("interrupted");
      }
    }
  }
}
