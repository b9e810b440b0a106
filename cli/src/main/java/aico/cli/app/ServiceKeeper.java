package aico.cli.app;

import aico.cli.Backoff;
import aico.cli.SuiteStatus.Health;
import aico.cli.os.HealthProbe;
import aico.cli.os.HealthProbe.NotReady;
import aico.cli.os.HealthProbe.Ready;
import aico.cli.os.HealthProbe.Silent;
import aico.cli.os.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one service running, on a thread of its own: starts it, watches its health, starts it again
 * when it ends, waiting longer each time. Its standard input is the service's lifeline: while this
 * process lives the pipe is open, and when it is gone, however it went, the service ends.
 */
final class ServiceKeeper implements Runnable {
  /** While starting, so that a healthy suite is noticed soon. */
  private static final long STARTING_POLL_MS = 50;

  /** Once healthy: often enough for people, rarely enough to cost nothing. */
  private static final long STEADY_POLL_MS = 2000;

  /** A JVM on a busy small machine takes some seconds; waiting for other services is no hang. */
  private static final long START_LIMIT_MS = 180_000;

  /** A service that was healthy and answers nothing for so long hangs. */
  private static final long SILENCE_LIMIT_MS = 30_000;

  /** After SIGTERM; then SIGKILL. */
  private static final Duration TERM_LIMIT = Duration.ofSeconds(5);

  /** Starts the process. */
  interface Launch {
    Process start() throws IOException;
  }

  private final String name;
  private final Launch launch;
  private final Supplier<HealthProbe.Answer> probe;
  private final StateBoard board;
  private final Duration stopLimit;
  private final Backoff backoff = new Backoff();

  private boolean stopping;
  private @Nullable Process process;

  /**
   * A keeper, not started yet.
   *
   * @param stopLimit how long an orderly end may take
   */
  ServiceKeeper(
      String name,
      Launch launch,
      Supplier<HealthProbe.Answer> probe,
      StateBoard board,
      Duration stopLimit) {
    this.name = name;
    this.launch = launch;
    this.probe = probe;
    this.board = board;
    this.stopLimit = stopLimit;
  }

  String name() {
    return name;
  }

  @Override
  public void run() {
    try {
      while (true) {
        long startedNs = System.nanoTime();
        Process running = start();
        boolean wasHealthy = running != null && watch(running);
        if (isStopping()) {
          return;
        }
        long ranMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
        board.ended(name, !wasHealthy);
        long waitMs = backoff.afterRunOf(ranMs);
        SupervisorLog.say(
            "%s: ended %s after %d ms; starting it again in %d ms"
                .formatted(
                    name,
                    running == null ? "before it began" : "with " + running.exitValue(),
                    ranMs,
                    waitMs));
        if (waitUnlessStopping(waitMs)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Process start() {
    if (stopping) {
      return null;
    }
    try {
      Process started = launch.start();
      process = started;
      board.started(
          name, ProcessIdentity.of(started.pid()).orElse(new ProcessIdentity(started.pid(), 0)));
      return started;
    } catch (IOException cannot) {
      SupervisorLog.say(name + ": cannot be started: " + cannot.getMessage());
      return null;
    }
  }

  /** Returns when the process has ended: whether it was healthy at any time. */
  private boolean watch(Process running) throws InterruptedException {
    boolean wasHealthy = false;
    long heardNs = System.nanoTime();
    long pollMs = STARTING_POLL_MS;
    while (!running.waitFor(pollMs, TimeUnit.MILLISECONDS)) {
      long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNs);
      switch (probe.get()) {
        case Ready ready -> {
          wasHealthy = true;
          heardNs = System.nanoTime();
          pollMs = STEADY_POLL_MS;
          board.checked(name, Health.HEALTHY, ready.pssBytes());
        }
        case NotReady notReady -> {
          heardNs = System.nanoTime();
          pollMs = STARTING_POLL_MS * 4;
          board.checked(name, wasHealthy ? Health.DEGRADED : Health.STARTING, notReady.pssBytes());
        }
        case Silent silent -> {
          pollMs = STARTING_POLL_MS;
          if (wasHealthy) {
            board.checked(name, Health.DEGRADED, 0);
          }
          if (silentMs > (wasHealthy ? SILENCE_LIMIT_MS : START_LIMIT_MS) && !isStopping()) {
            SupervisorLog.say(name + ": no answer for " + silentMs + " ms: ending it");
            running.destroyForcibly();
          }
        }
      }
    }
    return wasHealthy;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized boolean waitUnlessStopping(long waitMs) throws InterruptedException {
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    for (long leftNs = untilNs - System.nanoTime();
        !stopping && leftNs > 0;
        leftNs = untilNs - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, leftNs);
    }
    return stopping;
  }

  /** Ends the service in order: closes its lifeline, then asks, then forces. Waits for it. */
  void stop() throws InterruptedException {
    Process last;
    synchronized (this) {
      stopping = true;
      notifyAll();
      last = process;
    }
    if (last != null && last.isAlive()) {
      end(last);
    }
    board.stopped(name);
  }

  private void end(Process running) throws InterruptedException {
    try {
      running.getOutputStream().close();
    } catch (IOException gone) {
      // It is ending already.
    }
    if (running.waitFor(stopLimit.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    SupervisorLog.say(name + ": still there after " + stopLimit.toSeconds() + " s: SIGTERM");
    running.destroy();
    if (!running.waitFor(TERM_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      SupervisorLog.say(name + ": still there: SIGKILL");
      running.destroyForcibly().waitFor();
    }
  }
}
