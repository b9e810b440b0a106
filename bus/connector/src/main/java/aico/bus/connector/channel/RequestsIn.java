package aico.bus.connector.channel;

import aico.bus.connector.Ask;
import aico.bus.connector.Guard;
import aico.bus.connector.Person;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import aico.bus.zmq.RequestHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests on their way to the service's handler, past the guard. */
final class RequestsIn implements RequestHandler {
  private final Guard guard;
  private final Inlet inlet;

  RequestsIn(Guard guard, Inlet inlet) {
    this.guard = guard;
    this.inlet = inlet;
  }

  @Override
  public CompletionStage<OutgoingReply> handle(IncomingRequest request) {
    CompletableFuture<OutgoingReply> reply = new CompletableFuture<>();
    try {
      Person person =
          guard.admit(request.request(), request.caller(), request.token(), request.correlation());
      Ask ask =
          new Ask(
              request.request(), request.caller(), person, request.sealed(), request.correlation());
      BusMessage<Ask> message = inlet.emit(ask, remainingNanos(request), new ReplySlot(reply));
      message.outcome().whenComplete((done, failure) -> settle(request, reply, failure));
    } catch (TimeoutException e) {
      reply.completeExceptionally(new RequestFailed(ErrorCode.UNREACHABLE, "still starting"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.completeExceptionally(new RequestFailed(ErrorCode.UNREACHABLE, "stopping"));
    } catch (RuntimeException e) {
      reply.completeExceptionally(Failures.typed(e, request.correlation()));
    }
    return reply;
  }

  private static long remainingNanos(IncomingRequest request) throws TimeoutException {
    long remaining = request.deadlineNanos() - System.nanoTime();
    if (remaining <= 0) {
      throw new TimeoutException("the deadline has passed");
    }
    return remaining;
  }

  private static void settle(
      IncomingRequest request,
      CompletableFuture<OutgoingReply> reply,
      @Nullable Throwable failure) {
    if (failure != null) {
      reply.completeExceptionally(Failures.typed(failure, request.correlation()));
    } else if (!reply.isDone()) {
      // Acknowledged without a reply: the handler returned null, or no replies channel is wired.
      reply.completeExceptionally(
          Failures.typed(
              new IllegalStateException("no answer to " + request.type().wireName()),
              request.correlation()));
    }
  }
}
