package aico.bus.zmq;

/** The outbox holds as much as it may: what was to be recorded must not take place. */
public final class OutboxFull extends BusException {
  public OutboxFull(long usedBytes, long limitBytes) {
    super("outbox: " + usedBytes + " bytes used (expected: <= " + limitBytes + ")");
  }
}
