package aico.bus.zmq;

import java.util.List;

/**
 * Records of one producer with consecutive sequences. A batch may repeat records that were stored
 * before, and, when a producer lost records, start beyond the expected sequence: recognising both
 * is the handler's part.
 *
 * @param principal from the authenticated CURVE key
 * @param incarnation 32 hex digits
 * @param firstSequence of the first record
 */
public record RecordBatch(
    String principal, String incarnation, long firstSequence, List<byte[]> records) {

  /** The sequence of the last record. */
  public long lastSequence() {
    return firstSequence + records.size() - 1;
  }
}
