package aico.bus.zmq;

/** Serves a request topic. */
public final class RequestServer implements AutoCloseable {
  RequestServer() {}

  @Override
  public void close() {}
}
