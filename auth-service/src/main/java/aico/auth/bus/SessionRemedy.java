package aico.auth.bus;

import aico.auth.Session;
import aico.auth.Sessions;
import aico.bus.connector.AlertNotice;
import aico.bus.connector.BusClient;
import aico.bus.connector.Remedy;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.StandingResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Ends the sessions that the alert's events name, or all of whom they are about where they name
 * none. Which that are only the trail says, so audit-service is asked.
 */
public final class SessionRemedy implements Remedy {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** audit-service has just told of the alert, so it is there; it may be busy. */
  private static final int TRIES = 3;

  private final Sessions sessions;
  private final BusClient bus;

  public SessionRemedy(Sessions sessions, BusClient bus) {
    this.sessions = sessions;
    this.bus = bus;
  }

  @Override
  public Prepared prepare(StandingResponse chosen, AlertNotice alert) {
    AuditReply.EventSessions named = ask(new AuditRequest.EventSessions(alert.events()));
    List<Session> found =
        sessions.concerned(Set.copyOf(named.sessions()), Set.copyOf(named.users()));
    return new Prepared(found.size(), () -> sessions.revoke(found));
  }

  private AuditReply.EventSessions ask(AuditRequest.EventSessions request) {
    for (int tries = 1; ; tries++) {
      try {
        return bus.ask(request, DEADLINE);
      } catch (RequestFailed e) {
        if (tries == TRIES || e.code() != ErrorCode.UNREACHABLE) {
          throw e;
        }
      }
    }
  }
}
