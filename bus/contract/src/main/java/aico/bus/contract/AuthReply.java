package aico.bus.contract;

import java.util.List;

/** Answers of auth-service. */
public sealed interface AuthReply extends Reply {

  /**
   * What a service needs to judge a token.
   *
   * @param head rises with every change of keys or revocations, within one incarnation
   * @param revoked session ids whose tokens may still be within their five minutes
   */
  record State(String incarnation, long head, List<VerificationKey> keys, List<String> revoked)
      implements AuthReply {
    public State {
      keys = List.copyOf(keys);
      revoked = List.copyOf(revoked);
    }
  }

  /** An Ed25519 public key, 32 bytes as hex. */
  record VerificationKey(String kid, String public_key) {}

  /** A one-time public key; used once, by the caller alone, within 30 s. */
  record OneTimeKey(String key_id, String public_key) implements AuthReply {}

  /** A session; its secret is in the sealed frame. */
  record Session(String session_id, String user) implements AuthReply {}

  /** The token itself is in the token frame. */
  record Token(long expires_in_s) implements AuthReply {}

  /** The rules whose alerts end sessions, by name. */
  record Responses(List<StandingResponse> responses) implements AuthReply {
    public Responses {
      responses = List.copyOf(responses);
    }
  }
}
