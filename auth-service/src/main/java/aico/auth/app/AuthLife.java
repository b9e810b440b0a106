package aico.auth.app;

import aico.auth.AuthException;
import aico.bus.connector.Boot;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Opens the state aside, so that the order in which services start does not matter, and sweeps. */
@Singleton
public class AuthLife {
  /** An idle session ends so much late at most. */
  private static final long SWEEP_S = 30;

  private static final int REFUSED_TO_START = 1;
  private static final System.Logger LOG = System.getLogger(AuthLife.class.getName());

  private final Boot boot;
  private final Opening opening;
  private final ScheduledExecutorService sweeps =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweep").factory());
  private volatile boolean stopping;

  @Inject
  AuthLife(Boot boot, Opening opening) {
    this.boot = boot;
    this.opening = opening;
  }

  void start(@Observes StartupEvent event) {
    if (boot.training()) {
      return;
    }
    Thread.ofVirtual().name("opening").start(this::open);
    var unused = sweeps.scheduleWithFixedDelay(this::sweep, SWEEP_S, SWEEP_S, TimeUnit.SECONDS);
  }

  private void open() {
    try {
      opening.open();
    } catch (AuthException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refuse("state could not be opened: " + e);
    }
  }

  private void refuse(String why) {
    if (!stopping) {
      LOG.log(System.Logger.Level.ERROR, "refused to start: {0}", why);
      Quarkus.asyncExit(REFUSED_TO_START);
    }
  }

  private void sweep() {
    try {
      opening.office().ifPresent(office -> office.sessions().sweep());
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.log(System.Logger.Level.ERROR, "sweep", e);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    sweeps.shutdownNow();
    opening.close();
  }
}
