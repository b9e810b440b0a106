package aico.vault.os;

import aico.vault.Processes.Running;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process found running; its exit code cannot be had, so it counts as 0. */
record Stranger(ProcessHandle handle) implements Running {

  @Override
  public long pid() {
    return handle.pid();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return handle.onExit().thenApply(ended -> 0);
  }

  @Override
  public boolean endsWithin(Duration limit) {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException unknown) {
      return !handle.isAlive();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return !handle.isAlive();
    }
  }

  @Override
  public void kill() {
    handle.destroyForcibly();
  }
}
