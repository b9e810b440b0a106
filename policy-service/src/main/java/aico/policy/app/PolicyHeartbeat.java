package aico.policy.app;

import aico.bus.connector.HeartbeatState;
import aico.bus.contract.Topics;
import aico.policy.bus.PolicyRequests;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The version in force, once a second. */
@Singleton
public class PolicyHeartbeat implements HeartbeatState {
  private final PolicyRequests requests;

  @Inject
  PolicyHeartbeat(PolicyRequests requests) {
    this.requests = requests;
  }

  @Override
  public String topic() {
    return Topics.POLICY_EVENTS;
  }

  @Override
  public Object state() {
    return requests.state();
  }
}
