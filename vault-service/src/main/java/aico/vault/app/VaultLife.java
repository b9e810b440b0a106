package aico.vault.app;

import aico.bus.connector.Boot;
import aico.vault.Vaults;
import aico.vault.bus.KeyFollower;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes down what an earlier process left before anything is heard, and all at the end. */
@Singleton
public class VaultLife {
  /** After the process is hardened, before the channels open. */
  private static final int BEFORE_CHANNELS = 100;

  /** How soon a lock that did not come to its end is tried again. */
  private static final long TICK_S = 1;

  private static final System.Logger LOG = System.getLogger(VaultLife.class.getName());

  private final Boot boot;
  private final Vaults vaults;
  private final KeyFollower keys;
  private final BusNotices notices;
  private final VaultEvents events;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tick").factory());

  @Inject
  VaultLife(Boot boot, Vaults vaults, KeyFollower keys, BusNotices notices, VaultEvents events) {
    this.boot = boot;
    this.vaults = vaults;
    this.keys = keys;
    this.notices = notices;
    this.events = events;
  }

  void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    if (!boot.training()) {
      vaults.start();
    }
  }

  void follow(@Observes StartupEvent event) {
    if (!boot.training()) {
      vaults.recordLeftOpen();
      notices.connect(events::changed);
      keys.start();
      var unused = ticks.scheduleWithFixedDelay(this::tick, TICK_S, TICK_S, TimeUnit.SECONDS);
    }
  }

  private void tick() {
    try {
      vaults.tick();
    } catch (RuntimeException broken) {
      // A scheduled task that throws is never run again.
      LOG.log(System.Logger.Level.ERROR, "tick", broken);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    ticks.shutdown();
    keys.close();
    // The channels are about to close.
    notices.connect(() -> {});
    vaults.stop();
  }
}
