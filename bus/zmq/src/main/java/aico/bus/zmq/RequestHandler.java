package aico.bus.zmq;

import java.util.concurrent.CompletionStage;

/**
 * Answers requests. Runs on a virtual thread and may block; a {@link
 * aico.bus.contract.RequestFailed} thrown or completed with becomes a typed error reply, any other
 * exception {@code failed} without its message.
 */
@FunctionalInterface
public interface RequestHandler {
  CompletionStage<OutgoingReply> handle(IncomingRequest request);
}
