package aico.bus.contract;

/** Requests to auth-service. */
public sealed interface AuthRequest<R extends Reply> extends Request<R> {

  /** Verification keys and revocations. */
  record State() implements AuthRequest<AuthReply.State> {}

  /** A one-time public key to seal the session's secret to. */
  record NewOneTimeKey() implements AuthRequest<AuthReply.OneTimeKey> {}

  /**
   * Trades an unlock attestation for a session of the calling principal. The reply's sealed frame:
   * the session's secret of 32 bytes, sealed to {@code recipient}.
   */
  record OpenSession(String attestation, String nonce, String recipient)
      implements AuthRequest<AuthReply.Session> {
    public OpenSession {
      Shapes.text("attestation", attestation);
      Shapes.id("nonce", nonce);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * A token for one service. Sealed frame: the session's secret, sealed to {@code key_id}. The
   * reply carries the token in its token frame.
   */
  record NewToken(String session_id, String audience, String key_id)
      implements AuthRequest<AuthReply.Token> {
    public NewToken {
      Shapes.id("session_id", session_id);
      Shapes.principal("audience", audience);
      Shapes.id("key_id", key_id);
    }
  }

  /** Ends a session of the calling principal and revokes its tokens. */
  record EndSession(String session_id) implements AuthRequest<Reply.Done> {
    public EndSession {
      Shapes.id("session_id", session_id);
    }
  }

  /** Chooses whether the alerts of a rule end the sessions that they are about, or ends that. */
  record Respond(String rule, boolean on) implements AuthRequest<AuthReply.Responses> {
    public Respond {
      Shapes.rule("rule", rule);
    }
  }

  /** The rules whose alerts end sessions. */
  record Responses() implements AuthRequest<AuthReply.Responses> {}
}
