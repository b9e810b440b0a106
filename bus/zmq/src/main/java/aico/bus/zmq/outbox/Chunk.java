package aico.bus.zmq.outbox;

/**
 * Durable records to send.
 *
 * @param records each as u32be length and payload
 */
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(long firstSequence, int count, byte[] records) {
  public long lastSequence() {
    return firstSequence + count - 1;
  }
}
