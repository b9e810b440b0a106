package aico.bus.zmq;

/** Receives records. */
public final class RecordReceiver implements AutoCloseable {
  RecordReceiver() {}

  @Override
  public void close() {}
}
