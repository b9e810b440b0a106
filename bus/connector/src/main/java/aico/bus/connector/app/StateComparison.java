package aico.bus.connector.app;

import aico.bus.connector.Boot;
import aico.bus.connector.BusClient;
import aico.bus.connector.StateStores;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks audit-service at start whether the trail has seen a store of this service in a later
 * generation than it has now: then somebody put an older copy in its place. Asks again until it is
 * answered, and, while something is older, until the owner has accepted it.
 */
@Singleton
public class StateComparison {
  private static final int LAST = 10_000;
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 1_000;

  private final Boot boot;
  private final Bus wiring;
  private final BusClient bus;
  private final Instance<StateStores> stores;
  private final Trail trail;
  private volatile boolean stopping;

  @Inject
  StateComparison(Boot boot, Bus wiring, BusClient bus, Instance<StateStores> stores, Trail trail) {
    this.boot = boot;
    this.wiring = wiring;
    this.bus = bus;
    this.stores = stores;
    this.trail = trail;
  }

  void started(@Observes @Priority(LAST) StartupEvent event) {
    boolean mayAsk =
        wiring.bundle().topics().get(RequestType.AUDIT_OPEN_STATE.topic())
                instanceof BundleTopic.Joined joined
            && joined.requests().contains(RequestType.AUDIT_OPEN_STATE.wireName());
    if (stores.isResolvable() && mayAsk && !boot.training()) {
      StateStores own = stores.get();
      Thread.ofVirtual().name("aico-state").start(() -> compare(own));
    } else {
      if (stores.isResolvable() && !boot.training()) {
        // Its bundle says that there is nobody to compare with.
        stores.get().rolledBack(Set.of());
      }
      trail.compared();
    }
  }

  void stopped(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private void compare(StateStores own) {
    Set<String> told = Set.of();
    boolean compared = false;
    while (!stopping && (!compared || !told.isEmpty())) {
      Map<String, Long> found = compared ? Map.of() : own.generations();
      if (found != null) {
        try {
          AuditReply.RolledBack reply = ask(!compared, found);
          Set<String> older =
              reply.stores().stream()
                  .map(AuditReply.RolledBackStore::store)
                  .collect(Collectors.toUnmodifiableSet());
          if (!compared || !older.equals(told)) {
            told = older;
            own.rolledBack(older);
          }
          compared = true;
          trail.compared(
              reply.untold().stream()
                  .collect(
                      Collectors.toMap(store -> store, store -> found.getOrDefault(store, 0L))));
        } catch (RequestFailed notNow) {
          // audit-service is starting, too.
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private AuditReply.RolledBack ask(boolean starting, Map<String, Long> found) {
    return bus.ask(
        new AuditRequest.OpenState(
            starting,
            found.entrySet().stream()
                .map(e -> new AuditRequest.StoreGeneration(e.getKey(), e.getValue()))
                .toList()),
        DEADLINE);
  }
}
