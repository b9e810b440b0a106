package aico.bus.zmq;

import aico.bus.contract.Reply;
import org.jspecify.annotations.Nullable;

/** An answer, with its token and sealed frames where it has them. */
@SuppressWarnings("ArrayRecordComponent")
public record OutgoingReply(Reply reply, @Nullable String token, byte @Nullable [] sealed) {

  /** An answer without token and sealed frame. */
  public static OutgoingReply of(Reply reply) {
    return new OutgoingReply(reply, null, null);
  }

  @Override
  public String toString() {
    return reply.getClass().getSimpleName();
  }
}
