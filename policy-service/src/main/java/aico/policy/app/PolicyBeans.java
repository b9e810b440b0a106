package aico.policy.app;

import aico.bus.connector.Boot;
import aico.bus.connector.StateStores;
import aico.bus.connector.Trail;
import aico.bus.crypto.Hex;
import aico.policy.Decider;
import aico.policy.RepeatedAllows;
import aico.policy.bus.PolicyRequests;
import aico.policy.bus.TrailDecisions;
import aico.policy.cedar.NativeFolder;
import aico.policy.cedar.PolicyTexts;
import aico.policy.storage.VersionFile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Makes the service's parts from its adapters. */
@Singleton
public class PolicyBeans {
  private static final int ID_BYTES = 16;
  private static final String NATIVE_FOLDER = "native";
  private static final System.Logger LOG = System.getLogger("aico.policy");

  @Produces
  @Singleton
  LoadedPolicies policies(Boot boot) {
    NativeFolder.use(boot.stateFolder().resolve(NATIVE_FOLDER));
    return new LoadedPolicies(PolicyTexts.shipped());
  }

  @Produces
  @Singleton
  PoliciesVersion version(Boot boot, LoadedPolicies policies, Trail trail) {
    long number = new VersionFile(boot.stateFolder()).numberOf(policies.texts().digest());
    trail.written(PoliciesVersion.STORE, number);
    return new PoliciesVersion(number);
  }

  @Produces
  @Singleton
  StateStores stores(PoliciesVersion version) {
    return new StateStores() {
      @Override
      public Map<String, Long> generations() {
        return Map.of(PoliciesVersion.STORE, version.number());
      }

      /**
       * It is the number of policies that come with the software: there is nothing to hold back.
       */
      @Override
      public void rolledBack(Set<String> stores) {}
    };
  }

  @Produces
  @Singleton
  RepeatedAllows decisions(Trail trail) {
    return new RepeatedAllows(new TrailDecisions(trail), System::nanoTime, Clock.systemUTC());
  }

  @Produces
  @Singleton
  PolicyRequests requests(
      LoadedPolicies policies, PoliciesVersion version, RepeatedAllows decisions) {
    Decider decider =
        new Decider(
            policies.engine(),
            decisions,
            version.number(),
            (correlation, error) ->
                LOG.log(
                    System.Logger.Level.ERROR,
                    "denied for an error, correlation " + correlation,
                    error));
    return new PolicyRequests(decider, newId());
  }

  private static String newId() {
    byte[] bytes = new byte[ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Hex.encode(bytes);
  }
}
