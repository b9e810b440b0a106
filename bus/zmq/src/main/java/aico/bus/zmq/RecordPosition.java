package aico.bus.zmq;

/**
 * Where a record stands in its producer's trail.
 *
 * @param incarnation of the outbox, 32 hex digits; kept across restarts
 * @param sequence from 1
 */
public record RecordPosition(String incarnation, long sequence) {}
