package aico.cli.app;

import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.Users;
import aico.bus.contract.VaultReply;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.bus.NameOpening;
import aico.cli.bus.Sessions;
import aico.cli.bus.SuiteBus;
import aico.cli.bus.UserChanges;
import aico.cli.storage.SessionFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Asks with a person's session. */
final class Acting {
  private final SuiteBus bus;
  private final SessionFile sessionFile;
  private final String user;

  /** For the owner, whose session file it is. */
  Acting(SuiteBus bus, SessionFile sessionFile) {
    this(bus, sessionFile, Users.OWNER);
  }

  Acting(SuiteBus bus, SessionFile sessionFile, String user) {
    this.bus = bus;
    this.sessionFile = sessionFile;
    this.user = user;
  }

  /**
   * Asks the service of that principal.
   *
   * @throws CommandFailed {@code locked} when there is no session
   */
  <R extends Reply> R ask(String principal, Request<R> request, Duration deadline) {
    try (SessionFile.Session session = session()) {
      return new Sessions(bus, user)
          .act(session.id(), session.secret(), principal, request, deadline);
    }
  }

  /** Has a vault taken up whose password this is. */
  VaultReply.Vault adopt(String name, String at, SecretBytes password) {
    try (SessionFile.Session session = session()) {
      return new Sessions(bus, user).adopt(session.id(), session.secret(), name, at, password);
    }
  }

  /** Whether there is a session to act with; it may have ended without a word. */
  boolean hasSession() {
    Optional<SessionFile.Session> session = sessionFile.read();
    session.ifPresent(SessionFile.Session::close);
    return session.isPresent();
  }

  /** Has the names in events opened that are sealed to that subject. */
  Map<String, String> names(String subject, List<String> boxes) {
    try (SessionFile.Session session = session()) {
      return new NameOpening(new Sessions(bus, user), session.id(), session.secret())
          .open(subject, boxes);
    }
  }

  /** Adds or removes users, in the person's name. */
  <T> T users(Function<UserChanges, T> change) {
    try (SessionFile.Session session = session()) {
      return change.apply(
          new UserChanges(bus, new Sessions(bus, user), session.id(), session.secret()));
    }
  }

  private SessionFile.Session session() {
    return sessionFile
        .read()
        .orElseThrow(() ->
            CommandFailed.locked(
                "no session: run aico unlock%s first"
                    .formatted(user.equals(Users.OWNER) ? "" : " --user " + user)));
  }
}
