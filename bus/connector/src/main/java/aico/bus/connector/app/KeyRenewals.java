package aico.bus.connector.app;

import aico.bus.connector.Boot;
import aico.bus.connector.ServiceKeys;
import aico.bus.contract.RequestType;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Sees to it that a service that has keys of its own takes the new ones while it runs. */
@Singleton
public class KeyRenewals {
  private static final int LAST = 10_000;

  /** A rotation takes some seconds; nobody waits for it but the command. */
  private static final long PAUSE_MS = 3_000;

  private final Boot boot;
  private final Bus wiring;
  private final ServiceKeys keys;
  private volatile boolean stopping;

  @Inject
  KeyRenewals(Boot boot, Bus wiring, ServiceKeys keys) {
    this.boot = boot;
    this.wiring = wiring;
    this.keys = keys;
  }

  void started(@Observes @Priority(LAST) StartupEvent event) {
    RequestType former = RequestType.KEY_FORMER_SERVICE_KEY;
    boolean mayAsk =
        wiring.bundle().topics().get(former.topic()) instanceof BundleTopic.Joined joined
            && joined.requests().contains(former.wireName());
    if (mayAsk && !boot.training()) {
      Thread.ofVirtual().name("aico-key-renewals").start(this::follow);
    }
  }

  void stopped(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private void follow() {
    while (!stopping) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      keys.renewIfDue();
    }
  }
}
