package aico.bus.zmq.outbox;

/** A place in the trail: a sequence and the chain hash there. */
@SuppressWarnings("ArrayRecordComponent")
public record Head(long sequence, byte[] hash) {}
