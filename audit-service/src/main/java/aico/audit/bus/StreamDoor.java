package aico.audit.bus;

import aico.audit.StreamHub;
import aico.audit.StreamPeer;
import aico.audit.StreamTell;
import aico.bus.contract.Caller;
import aico.bus.zmq.Routing;
import aico.bus.zmq.SendResult;
import aico.bus.zmq.StreamEndpoint;
import aico.bus.zmq.StreamHandler;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Brings the connections of the raw endpoint to the hub and back. */
public final class StreamDoor implements StreamHandler {
  /** The bus's thread hands messages over in microseconds; one that does not is stuck. */
  private static final long SEND_MAX_MS = 2_000;

  private final StreamHub hub;
  private final Supplier<StreamEndpoint> endpoint;

  /**
   * A door.
   *
   * @param endpoint waits until the endpoint is open
   */
  public StreamDoor(StreamHub hub, Supplier<StreamEndpoint> endpoint) {
    this.hub = hub;
    this.endpoint = endpoint;
  }

  @Override
  public void received(Caller caller, Routing routing, List<byte[]> frames) {
    hub.received(new Connection(caller, routing), StreamFrames.decode(frames));
  }

  @Override
  public void closed(Caller caller, Routing routing) {
    hub.closed(new Connection(caller, routing));
  }

  private final class Connection implements StreamPeer {
    private final Caller caller;
    private final Routing routing;

    Connection(Caller caller, Routing routing) {
      this.caller = caller;
      this.routing = routing;
    }

    @Override
    public String principal() {
      return caller.principal();
    }

    @Override
    public Outcome send(StreamTell message) {
      try {
        SendResult result =
            endpoint
                .get()
                .send(routing, StreamFrames.encode(message))
                .get(SEND_MAX_MS, TimeUnit.MILLISECONDS);
        return outcome(result);
      } catch (ExecutionException | TimeoutException e) {
        return Outcome.GONE;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Outcome.GONE;
      }
    }

    /** One hand-over for all of them. */
    @Override
    public Sent sendAll(List<StreamTell> messages) {
      try {
        StreamEndpoint.Sent sent =
            endpoint
                .get()
                .sendAll(routing, messages.stream().map(StreamFrames::encode).toList())
                .get(SEND_MAX_MS, TimeUnit.MILLISECONDS);
        return new Sent(sent.sent(), outcome(sent.last()));
      } catch (ExecutionException | TimeoutException e) {
        return new Sent(0, Outcome.GONE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Sent(0, Outcome.GONE);
      }
    }

    private static Outcome outcome(SendResult result) {
      return switch (result) {
        case SENT -> Outcome.SENT;
        case FULL -> Outcome.FULL;
        case GONE -> Outcome.GONE;
      };
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Connection connection
          && routing.equals(connection.routing)
          && caller.equals(connection.caller);
    }

    @Override
    public int hashCode() {
      return routing.hashCode();
    }
  }
}
