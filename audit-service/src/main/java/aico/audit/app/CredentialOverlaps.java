package aico.audit.app;

import aico.bus.connector.NotRecorded;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.CredentialChange;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Records when two keys begin and cease to stand for one principal. Every principal of the suite
 * connects to this service, so that its bundle shows all of them. A second key that cannot be
 * recorded is not accepted; the end of one takes effect in any case.
 */
final class CredentialOverlaps {
  private static final System.Logger LOG = System.getLogger(CredentialOverlaps.class.getName());

  private final Trail trail;

  CredentialOverlaps(Trail trail) {
    this.trail = trail;
  }

  void changing(CredentialChange change) {
    switch (change) {
      case CredentialChange.NewBundle(Bundle before, Bundle after) -> compare(before, after);
      case CredentialChange.NewKey key -> {}
    }
  }

  private void compare(Bundle before, Bundle after) {
    Map<String, Set<String>> had = doubles(before);
    Map<String, Set<String>> has = doubles(after);
    has.forEach((principal, keys) -> {
      if (!had.containsKey(principal)) {
        trail.record(event(EventCode.CREDENTIAL_OVERLAP_BEGAN, principal, keys));
      }
    });
    had.forEach((principal, keys) -> {
      if (!has.containsKey(principal)) {
        try {
          trail.recordReserved(
              event(EventCode.CREDENTIAL_OVERLAP_ENDED, principal, keys(after, principal)));
        } catch (NotRecorded e) {
          LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
        }
      }
    });
  }

  private static AuditEvent event(EventCode code, String principal, Set<String> keys) {
    return AuditEvent.of(code)
        .on(new Resource("principal", principal))
        .with("public_keys", String.join(" ", keys));
  }

  private static Map<String, Set<String>> doubles(Bundle bundle) {
    Map<String, Set<String>> doubles = all(bundle);
    doubles.values().removeIf(keys -> keys.size() < 2);
    return doubles;
  }

  private static Set<String> keys(Bundle bundle, String principal) {
    return all(bundle).getOrDefault(principal, Set.of());
  }

  private static Map<String, Set<String>> all(Bundle bundle) {
    Map<String, Set<String>> keys = new TreeMap<>();
    for (BundleTopic topic : bundle.topics().values()) {
      if (topic instanceof BundleTopic.Owned owned) {
        for (BundlePrincipal one : owned.principals()) {
          keys.computeIfAbsent(one.name(), name -> new TreeSet<>()).add(one.publicKey());
        }
      }
    }
    return keys;
  }
}
