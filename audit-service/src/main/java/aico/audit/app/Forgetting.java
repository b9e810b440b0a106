package aico.audit.app;

import aico.audit.bus.EraseAnswers;
import java.util.concurrent.TimeUnit;

/** Sees to it that whoever was forgotten is forgotten here, whatever came in between. */
final class Forgetting implements Runnable {
  private static final long LOOK_EVERY_MS = 500;

  /** After something could not be done. */
  private static final long PAUSE_MS = 10_000;

  private static final System.Logger LOG = System.getLogger(Forgetting.class.getName());

  private final EraseAnswers erase;
  private volatile boolean ended;

  Forgetting(EraseAnswers erase) {
    this.erase = erase;
  }

  void end() {
    ended = true;
  }

  @Override
  public void run() {
    while (!ended) {
      long pauseMs = LOOK_EVERY_MS;
      try {
        erase.carryOut();
      } catch (RuntimeException notNow) {
        LOG.log(
            System.Logger.Level.WARNING,
            "erasure: not done yet, tried again in some seconds: {0}",
            notNow.getMessage());
        pauseMs = PAUSE_MS;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
