package aico.policy.app;

import aico.policy.bus.PolicyRequests;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Loads the policies beside the start; where they are at fault there is no policy-service. */
@Singleton
public class PolicyLife {
  private static final int BEFORE_CHANNELS = 100;
  private static final int REFUSED_TO_START = 1;
  private static final System.Logger LOG = System.getLogger(PolicyLife.class.getName());

  private final LoadedPolicies policies;
  private final PolicyRequests requests;
  private final PolicyEvents events;

  /** The injection of {@code requests} opens the state file: a damaged one stops the start here. */
  @Inject
  PolicyLife(LoadedPolicies policies, PolicyRequests requests, PolicyEvents events) {
    this.policies = policies;
    this.requests = requests;
    this.events = events;
  }

  void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    // A platform thread: the native library is loaded and runs on it.
    Thread.ofPlatform().daemon().name("load-policies").start(this::load);
  }

  private void load() {
    try {
      policies.load();
      LOG.log(
          System.Logger.Level.INFO,
          "policies: version {0}, digest {1}",
          requests.state().version(),
          policies.texts().digest());
      events.loaded(requests.state());
    } catch (RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.ERROR, "refused to start: {0}", e.getMessage());
      Quarkus.asyncExit(REFUSED_TO_START);
    }
  }
}
