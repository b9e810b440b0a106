package aico.bus.zmq;

import java.util.function.Supplier;

/** Publishes events. */
public final class EventPublisher implements AutoCloseable {
  EventPublisher() {}

  /** Publishes; body is any record or JsonNode. Returns the event's sequence. */
  public long publish(String type, Object body) {
    throw new UnsupportedOperationException();
  }

  /** What heartbeats carry: a small record or JsonNode, asked for once a second. */
  public void heartbeatState(Supplier<?> state) {
    throw new UnsupportedOperationException();
  }

  /** 32 hex digits. */
  public String incarnation() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
