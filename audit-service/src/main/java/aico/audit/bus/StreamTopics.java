package aico.audit.bus;

import aico.audit.Integrator;
import aico.audit.IntegratorAccess;
import aico.audit.Leaves;
import aico.audit.NamedView;
import aico.audit.Names;
import aico.audit.PseudonymousView;
import aico.audit.Pseudonyms;
import aico.audit.StreamHub;
import aico.bus.contract.Role;
import aico.bus.contract.Topics;
import aico.bus.zmq.Bus;
import java.util.List;

/** The topics that integrators may connect to, as far as the bundle gives them to this service. */
public final class StreamTopics implements IntegratorAccess {
  private static final List<String> TOPICS =
      List.of(Topics.AUDIT_STREAM, Topics.AUDIT_LIVE, Topics.AUDIT_ALERTS);

  private final Bus bus;
  private final StreamHub hub;
  private final Pseudonyms pseudonyms;
  private final Names names;
  private final Leaves.Source leaves;

  public StreamTopics(
      Bus bus, StreamHub hub, Pseudonyms pseudonyms, Names names, Leaves.Source leaves) {
    this.names = names;
    this.leaves = leaves;
    this.bus = bus;
    this.hub = hub;
    this.pseudonyms = pseudonyms;
  }

  @Override
  public void allow(Integrator integrator) {
    hub.admit(
        integrator.principal(),
        integrator.identified()
            ? new NamedView(names, leaves)
            : new PseudonymousView(pseudonyms, integrator));
    for (String topic : owned()) {
      bus.principals(topic).add(integrator.principal(), Role.INTEGRATOR, integrator.publicKey());
    }
  }

  @Override
  public void exchange(Integrator integrator) {
    hub.interrupt(integrator.principal());
    for (String topic : owned()) {
      bus.principals(topic).add(integrator.principal(), Role.INTEGRATOR, integrator.publicKey());
    }
  }

  @Override
  public void end(Integrator integrator) {
    hub.revoke(integrator.principal());
    for (String topic : owned()) {
      bus.principals(topic).remove(integrator.principal());
    }
  }

  private List<String> owned() {
    return TOPICS.stream().filter(bus.bundle().topics()::containsKey).toList();
  }
}
