package aico.auth.app;

import aico.bus.connector.AuthHead;
import aico.bus.connector.HeartbeatState;
import aico.bus.contract.Topics;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What services hold their copy of the revocations against, once a second. */
@Singleton
public class AuthHeartbeat implements HeartbeatState {
  private final Incarnation incarnation;
  private final Opening opening;

  @Inject
  AuthHeartbeat(Incarnation incarnation, Opening opening) {
    this.incarnation = incarnation;
    this.opening = opening;
  }

  @Override
  public String topic() {
    return Topics.AUTH_EVENTS;
  }

  /** Head 0 before the state is open: nobody has a copy of this incarnation yet. */
  @Override
  public Object state() {
    long head = opening.office().map(o -> o.sessions().revocations().head()).orElse(0L);
    return new AuthHead(incarnation.id(), head);
  }
}
