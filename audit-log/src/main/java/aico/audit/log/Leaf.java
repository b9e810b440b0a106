package aico.audit.log;

import java.nio.charset.StandardCharsets;

/**
 * One event of the log: what audit-service says about it, and the producer's record byte for byte.
 * As bytes it is the record's JSON object with four CloudEvents extension attributes put in front:
 * {@code {"sequence":"<20 digits>","producer":"…","incarnation":"<32 hex>","producerseq":"…",} and
 * then the record without its leading brace.
 *
 * @param sequence the leaf's index in the log, from 0
 * @param producer the authenticated principal that sent the record
 * @param incarnation the random id of the producer's outbox, 32 hex digits
 * @param producerSequence the record's position in that outbox
 * @param record the producer's bytes, a JSON object starting with a brace
 */
public record Leaf(
    long sequence, String producer, String incarnation, long producerSequence, byte[] record) {

  /** The longest prefix: 20 digits twice, an 80-character principal, 32 hex digits, the names. */
  public static final int PREFIX_MAX_BYTES = 256;

  /** CloudEvents compares the attribute {@code sequence} as a text: zeros keep the order. */
  private static final int SEQUENCE_DIGITS = 20;

  /** The leaf's bytes. */
  public byte[] encode() {
    byte[] prefix = prefix().getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[prefix.length + record.length - 1];
    System.arraycopy(prefix, 0, out, 0, prefix.length);
    System.arraycopy(record, 1, out, prefix.length, record.length - 1);
    return out;
  }

  /**
   * Takes a leaf's bytes apart.
   *
   * @throws AuditLogException when they do not start as a leaf does
   */
  public static Leaf decode(byte[] bytes) {
    LeafPrefix prefix = new LeafPrefix(bytes);
    byte[] record = new byte[bytes.length - prefix.size + 1];
    record[0] = '{';
    System.arraycopy(bytes, prefix.size, record, 1, record.length - 1);
    return new Leaf(
        prefix.sequence, prefix.producer(), prefix.incarnation(), prefix.producerSequence, record);
  }

  /**
   * The sequence that a leaf's bytes start with.
   *
   * @throws AuditLogException when they do not start as a leaf does
   */
  public static long sequenceOf(byte[] bytes) {
    return new LeafPrefix(bytes).sequence;
  }

  private String prefix() {
    String digits = Long.toString(sequence);
    return new StringBuilder(PREFIX_MAX_BYTES)
        .append("{\"sequence\":\"")
        .repeat('0', SEQUENCE_DIGITS - digits.length())
        .append(digits)
        .append("\",\"producer\":\"")
        .append(producer)
        .append("\",\"incarnation\":\"")
        .append(incarnation)
        .append("\",\"producerseq\":\"")
        .append(producerSequence)
        .append("\",")
        .toString();
  }
}
