package aico.bus.zmq;

/** A subscription to all events of a topic. */
public final class Subscription implements AutoCloseable {
  Subscription() {}

  @Override
  public void close() {}
}
