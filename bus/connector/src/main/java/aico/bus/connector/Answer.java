package aico.bus.connector;

import aico.bus.contract.Reply;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers.
 *
 * @param token the token frame, which only auth-service fills, or null
 * @param sealed the sealed frame, or null
 */
@SuppressWarnings("ArrayRecordComponent") // a frame handed on once, compared by nobody
public record Answer(Reply reply, @Nullable String token, byte @Nullable [] sealed) {

  /** A reply alone. */
  public static Answer of(Reply reply) {
    return new Answer(reply, null, null);
  }

  /** A reply with a sealed frame beside it. */
  public static Answer sealed(Reply reply, byte[] sealed) {
    return new Answer(reply, null, sealed);
  }

  /** A reply with a token beside it. */
  public static Answer withToken(Reply reply, String token) {
    return new Answer(reply, token, null);
  }
}
