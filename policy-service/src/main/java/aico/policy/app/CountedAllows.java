package aico.policy.app;

import aico.policy.PolicyException;
import aico.policy.RepeatedAllows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Has the numbers of repeated allows recorded when their time is over, and at the end. */
@Singleton
public class CountedAllows {
  private static final long LOOK_EVERY_MS = 5_000;
  private static final System.Logger LOG = System.getLogger(CountedAllows.class.getName());

  private final RepeatedAllows decisions;
  private volatile boolean stopping;

  @Inject
  CountedAllows(RepeatedAllows decisions) {
    this.decisions = decisions;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("counted-allows").start(this::run);
  }

  private void run() {
    try {
      while (!stopping) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        settle(decisions::settle);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    settle(decisions::settleAll);
  }

  private static void settle(Runnable settling) {
    try {
      settling.run();
    } catch (PolicyException notNow) {
      LOG.log(
          System.Logger.Level.WARNING,
          "repeated decisions: not recorded: {0}",
          notNow.getMessage());
    }
  }
}
