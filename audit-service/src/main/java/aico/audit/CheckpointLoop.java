package aico.audit;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Publishes a checkpoint within a second of each commit, and at most one a second. */
public final class CheckpointLoop implements Runnable {
  /** The least time between two checkpoints. */
  static final long PERIOD_MS = 1_000;

  /** After a quiet second the first commit is signed so soon, with those close behind it. */
  private static final long GATHER_MS = 100;

  private final Checkpoints checkpoints;
  private final AtomicReference<@Nullable NoteSigner> signer = new AtomicReference<>();
  private final Semaphore work = new Semaphore(0);
  private volatile boolean ended;

  public CheckpointLoop(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  /** From now on there is a key to sign with. */
  public void signWith(NoteSigner key) {
    signer.set(key);
    work.release();
  }

  /** There is more on disk. Never blocks. */
  public void committed() {
    work.release();
  }

  /** Signs what is on disk by then, and ends. */
  public void end() {
    ended = true;
    work.release();
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        // A try that failed is made again without a commit.
        if (work.tryAcquire(PERIOD_MS, TimeUnit.MILLISECONDS)) {
          pause(GATHER_MS);
          work.drainPermits();
        }
        if (sign()) {
          pause(PERIOD_MS - GATHER_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sign();
  }

  private void pause(long ms) throws InterruptedException {
    if (!ended) {
      TimeUnit.MILLISECONDS.sleep(ms);
    }
  }

  private boolean sign() {
    NoteSigner key = signer.get();
    if (key == null || !checkpoints.isBehind()) {
      return false;
    }
    checkpoints.publish(key);
    return true;
  }
}
