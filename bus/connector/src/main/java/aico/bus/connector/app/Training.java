package aico.bus.connector.app;

import aico.bus.connector.Boot;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Training for an AOT cache: started with {@code -Daico.train=true -Dquarkus.http.port=0} and
 * neither bundle nor state folder, a service exercises itself over real sockets with throwaway keys
 * and ends, so that {@code -XX:AOTCacheOutput} sees the classes of a working service.
 *
 * <p>What a service does for it: its start-up code returns early when {@link Boot#training} holds;
 * a handler may answer with any error. Requests that act never reach a handler: the trainer, who
 * plays policy-service, denies them.
 */
@Singleton
public class Training {
  private static final int AFTER_ALL = 20_000;
  private static final System.Logger LOG = System.getLogger(Training.class.getName());

  private final Boot boot;
  private final BusBeans beans;
  private final Config config;
  private @Nullable Bus trainerBus;

  @Inject
  Training(Boot boot, BusBeans beans, Config config) {
    this.boot = boot;
    this.beans = beans;
    this.config = config;
  }

  void run(@Observes @Priority(AFTER_ALL) StartupEvent event) {
    if (boot.training()) {
      Thread.ofPlatform().name("aico-training").start(this::exercise);
    }
  }

  private void exercise() {
    int exitCode = 1;
    try {
      Bus bus = Bus.open(beans.trainingHome().orElseThrow().trainerFolder(), BusMeters.none());
      trainerBus = bus;
      int done = new Trainer(bus, boot.principal(), beans).run();
      new ManagementVisit(config).run();
      LOG.log(System.Logger.Level.INFO, "training: {0} exercises done", done);
      exitCode = 0;
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "training failed: {0}", e.toString());
    }
    Quarkus.asyncExit(exitCode);
  }

  @PreDestroy
  void close() {
    if (trainerBus != null) {
      trainerBus.close();
    }
  }
}
