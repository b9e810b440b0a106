package aico.cli.app;

import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.cli.CommandFailed;
import aico.cli.bus.Sessions;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.SessionFile;
import java.time.Duration;
import java.util.Optional;

/** Asks with the owner's session. */
final class Acting {
  private final SuiteBus bus;
  private final SessionFile sessionFile;

  Acting(SuiteBus bus, SessionFile sessionFile) {
    this.bus = bus;
    this.sessionFile = sessionFile;
  }

  /**
   * Asks the service of that principal.
   *
   * @throws CommandFailed {@code locked} when there is no session
   */
  <R extends Reply> R forOwner(String principal, Request<R> request, Duration deadline) {
    try (SessionFile.Session session =
        sessionFile
            .read()
            .orElseThrow(() -> CommandFailed.locked("no session: run aico unlock first"))) {
      return new Sessions(bus).act(session.id(), session.secret(), principal, request, deadline);
    }
  }

  /** Whether there is a session to act with; it may have ended without a word. */
  boolean hasSession() {
    Optional<SessionFile.Session> session = sessionFile.read();
    session.ifPresent(SessionFile.Session::close);
    return session.isPresent();
  }
}
