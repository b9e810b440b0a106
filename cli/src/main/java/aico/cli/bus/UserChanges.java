package aico.cli.bus;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.IncomingReply;

/** Who the users of the home are; each request acts for the person whose session it is. */
public final class UserChanges {
  private final SuiteBus bus;
  private final Sessions sessions;
  private final String sessionId;
  private final SecretBytes sessionSecret;

  /** The session's secret stays the caller's. */
  public UserChanges(SuiteBus bus, Sessions sessions, String sessionId, SecretBytes sessionSecret) {
    this.bus = bus;
    this.sessions = sessions;
    this.sessionId = sessionId;
    this.sessionSecret = sessionSecret;
  }

  /** A new user's kit; the caller closes it. There is no second copy. */
  public record Added(String keyId, SecretBytes kit) implements AutoCloseable {
    @Override
    public void close() {
      kit.close();
    }
  }

  /** Makes a user with a password of theirs. */
  public Added add(String user, SecretBytes password) {
    KeyReply.OneTimeKey key = bus.ask(new KeyRequest.NewOneTimeKey(), SuiteBus.QUICK);
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      KeyRequest.AddUser request =
          new KeyRequest.AddUser(user, key.key_id(), Hex.encode(own.publicKey()));
      IncomingReply reply =
          sessions.actSealed(
              sessionId,
              sessionSecret,
              Principals.KEY,
              request,
              Sessions.seal(key.public_key(), password),
              SuiteBus.LONG);
      String keyId = SuiteBus.reply(request, reply).slot_id();
      return new Added(keyId, own.open(Sessions.sealed("key.add_user", reply)));
    }
  }

  /** Destroys a user's keys. */
  public void remove(String user, boolean loseVaults) {
    var unused =
        sessions.act(
            sessionId,
            sessionSecret,
            Principals.KEY,
            new KeyRequest.RemoveUser(user, loseVaults),
            SuiteBus.LONG);
  }
}
