package aico.audit.log;

import java.nio.charset.StandardCharsets;

/**
 * Where the parts of a leaf's prefix stand in its bytes: {@link Leaf} describes it. Read by hand,
 * since every leaf passes here whenever the log is read.
 */
final class LeafPrefix {
  private static final byte[] SEQUENCE = bytes("{\"sequence\":\"");
  private static final byte[] PRODUCER = bytes("\",\"producer\":\"");
  private static final byte[] INCARNATION = bytes("\",\"incarnation\":\"");
  private static final byte[] PRODUCER_SEQUENCE = bytes("\",\"producerseq\":\"");
  private static final byte[] END = bytes("\",");

  private static final boolean[] DIGITS = accepting("0123456789");
  private static final boolean[] HEX = accepting("0123456789abcdef");
  private static final boolean[] OF_PRINCIPAL = accepting("0123456789abcdefghijklmnopqrstuvwxyz/-");

  /** A number above it has no digit more. */
  private static final long LAST = Long.MAX_VALUE / 10;

  private static final int SEQUENCE_DIGITS = 20;
  private static final int PRODUCER_MAX = 80;
  private static final int INCARNATION_DIGITS = 32;
  private static final int PRODUCER_SEQUENCE_MAX = 19;

  private final byte[] leaf;
  private int at;

  final long sequence;
  final int producerFrom;
  final int producerTo;
  final int incarnationFrom;
  final long producerSequence;

  /** How many bytes it takes. */
  final int size;

  /**
   * Reads the prefix of a leaf.
   *
   * @throws AuditLogException when the leaf does not start with one
   */
  LeafPrefix(byte[] leaf) {
    this.leaf = leaf;
    skip(SEQUENCE);
    sequence = number(SEQUENCE_DIGITS, SEQUENCE_DIGITS);
    skip(PRODUCER);
    producerFrom = at;
    producerTo = text(1, PRODUCER_MAX, OF_PRINCIPAL);
    skip(INCARNATION);
    incarnationFrom = at;
    text(INCARNATION_DIGITS, INCARNATION_DIGITS, HEX);
    skip(PRODUCER_SEQUENCE);
    producerSequence = number(1, PRODUCER_SEQUENCE_MAX);
    skip(END);
    size = at;
  }

  String producer() {
    return new String(leaf, producerFrom, producerTo - producerFrom, StandardCharsets.US_ASCII);
  }

  String incarnation() {
    return new String(leaf, incarnationFrom, INCARNATION_DIGITS, StandardCharsets.US_ASCII);
  }

  private void skip(byte[] expected) {
    if (leaf.length - at < expected.length) {
      throw noPrefix();
    }
    for (byte one : expected) {
      if (leaf[at++] != one) {
        throw noPrefix();
      }
    }
  }

  private int text(int min, int max, boolean[] accepted) {
    int from = at;
    int end = Math.min(leaf.length, from + max);
    while (at < end && leaf[at] >= 0 && accepted[leaf[at]]) {
      at++;
    }
    if (at - from < min) {
      throw noPrefix();
    }
    return at;
  }

  private long number(int minDigits, int maxDigits) {
    int from = at;
    text(minDigits, maxDigits, DIGITS);
    long number = 0;
    for (int i = from; i < at; i++) {
      int digit = leaf[i] - '0';
      if (number > LAST || number == LAST && digit > Long.MAX_VALUE % 10) {
        throw new AuditLogException("leaf: sequence beyond 2^63");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** A table, since every reader of the log asks it for each character of a prefix. */
  private static boolean[] accepting(String characters) {
    boolean[] accepted = new boolean[128];
    characters.chars().forEach(character -> accepted[character] = true);
    return accepted;
  }

  private static AuditLogException noPrefix() {
    return new AuditLogException("leaf: does not start with its sequence and producer");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
