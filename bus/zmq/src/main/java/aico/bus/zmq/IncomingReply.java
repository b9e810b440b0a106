package aico.bus.zmq;

import aico.bus.contract.Reply;
import org.jspecify.annotations.Nullable;

/** An answer as it came; its reply has the type that the request names. */
@SuppressWarnings("ArrayRecordComponent")
public record IncomingReply(Reply reply, @Nullable String token, byte @Nullable [] sealed) {

  @Override
  public String toString() {
    return reply.getClass().getSimpleName();
  }
}
