package aico.cli.bus;

import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.IncomingReply;
import aico.cli.CommandFailed;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * From a password or a recovery kit to a session, and from a session to tokens.
 *
 * <p>The secret goes to key-service, sealed to a one-time key, and nowhere else; what comes back is
 * an attestation, which auth-service trades for a session.
 */
public final class Sessions {
  private static final int NONCE_BYTES = 16;

  private final SuiteBus bus;
  private final String user;
  private final SecureRandom random = new SecureRandom();

  /** Those of a user. */
  public Sessions(SuiteBus bus, String user) {
    this.bus = bus;
    this.user = user;
  }

  /** The proof of an unlock, of use for 30 s. */
  public record Attested(String attestation, String nonce) {}

  /** A new session; the caller closes its secret. */
  public record Opened(String id, SecretBytes secret) implements AutoCloseable {
    @Override
    public void close() {
      secret.close();
    }
  }

  /** The recovery kit comes with the first unlock; the caller closes it. */
  public record Created(Attested attested, SecretBytes kit) implements AutoCloseable {
    @Override
    public void close() {
      kit.close();
    }
  }

  /** Makes the first user's keys, or, before there is any vault, a new kit for them. */
  public Created createUser(SecretBytes password) {
    KeyReply.OneTimeKey key = bus.ask(new KeyRequest.NewOneTimeKey(), SuiteBus.QUICK);
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      String nonce = nonce();
      KeyRequest.CreateUser request =
          new KeyRequest.CreateUser(user, key.key_id(), Hex.encode(own.publicKey()), nonce);
      IncomingReply reply = bus.askSealed(request, seal(key.public_key(), password), SuiteBus.LONG);
      KeyReply.Unlocked unlocked = SuiteBus.reply(request, reply);
      return new Created(
          new Attested(unlocked.attestation(), nonce), own.open(sealed("key.create_user", reply)));
    }
  }

  /** Opens the user's keys. */
  public Attested unlock(OwnerProof proof) {
    KeyReply.OneTimeKey key = bus.ask(new KeyRequest.NewOneTimeKey(), SuiteBus.QUICK);
    String nonce = nonce();
    KeyRequest<KeyReply.Unlocked> request =
        switch (proof) {
          case OwnerProof.Password password -> new KeyRequest.Unlock(user, key.key_id(), nonce);
          case OwnerProof.Kit kit -> new KeyRequest.UnlockWithKit(user, key.key_id(), nonce);
        };
    IncomingReply reply =
        bus.askSealed(request, seal(key.public_key(), proof.secret()), SuiteBus.LONG);
    return new Attested(SuiteBus.reply(request, reply).attestation(), nonce);
  }

  /** Trades the proof of an unlock for a session. */
  public Opened open(Attested attested) {
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      AuthRequest.OpenSession request =
          new AuthRequest.OpenSession(
              attested.attestation(), attested.nonce(), Hex.encode(own.publicKey()));
      IncomingReply reply = bus.askSealed(request, null, SuiteBus.QUICK);
      AuthReply.Session session = SuiteBus.reply(request, reply);
      return new Opened(session.session_id(), own.open(sealed("auth.open_session", reply)));
    }
  }

  /**
   * Asks for the session's person: gets a token for that one service, and asks with it.
   *
   * @param audience the principal of the service
   */
  public <R extends Reply> R act(
      String sessionId,
      SecretBytes sessionSecret,
      String audience,
      Request<R> request,
      Duration deadline) {
    return bus.askWithToken(request, token(sessionId, sessionSecret, audience), deadline);
  }

  /** As {@link #act}, with a secret beside the request or the reply. */
  <R extends Reply> IncomingReply actSealed(
      String sessionId,
      SecretBytes sessionSecret,
      String audience,
      Request<R> request,
      byte @Nullable [] sealed,
      Duration deadline) {
    String token = token(sessionId, sessionSecret, audience);
    return bus.askSealed(request, token, sealed, deadline);
  }

  /** Has a vault taken up whose password this is; it goes sealed to vault-service. */
  public VaultReply.Vault adopt(
      String sessionId, SecretBytes sessionSecret, String name, String at, SecretBytes password) {
    VaultReply.OneTimeKey key = bus.ask(new VaultRequest.NewOneTimeKey(), SuiteBus.QUICK);
    VaultRequest.Adopt request = new VaultRequest.Adopt(name, at, key.key_id());
    return SuiteBus.reply(
        request,
        actSealed(
            sessionId,
            sessionSecret,
            Principals.VAULT,
            request,
            seal(key.public_key(), password),
            SuiteBus.LONG));
  }

  private String token(String sessionId, SecretBytes secret, String audience) {
    AuthReply.OneTimeKey key = bus.ask(new AuthRequest.NewOneTimeKey(), SuiteBus.QUICK);
    AuthRequest.NewToken request = new AuthRequest.NewToken(sessionId, audience, key.key_id());
    IncomingReply reply;
    try {
      reply = bus.askSealed(request, seal(key.public_key(), secret), SuiteBus.QUICK);
    } catch (CommandFailed refused) {
      if (refused.code() == ErrorCode.DENIED) {
        throw new CommandFailed(
            ErrorCode.LOCKED, "the session has ended (" + refused.getMessage() + ")", refused);
      }
      throw refused;
    }
    String token = reply.token();
    if (token == null) {
      throw CommandFailed.failed("auth.token: answered without a token");
    }
    return token;
  }

  private String nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Hex.encode(nonce);
  }

  static byte[] seal(String publicKey, SecretBytes secret) {
    return SealedBox.seal(Hex.decode(publicKey), secret);
  }

  static byte[] sealed(String what, IncomingReply reply) {
    byte[] sealed = reply.sealed();
    if (sealed == null) {
      throw CommandFailed.failed(what + ": answered without its sealed part");
    }
    return sealed;
  }
}
