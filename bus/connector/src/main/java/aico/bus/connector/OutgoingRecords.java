package aico.bus.connector;

import java.util.List;

/**
 * Records for an outgoing channel that belong together or come in numbers: the outbox takes all of
 * them or none.
 *
 * @param records 1 or more, together at most 1 MiB; each at most 65,535 bytes
 */
public record OutgoingRecords(List<byte[]> records) {
  public OutgoingRecords {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("records: 0 (expected: >= 1)");
    }
    records = List.copyOf(records);
  }
}
