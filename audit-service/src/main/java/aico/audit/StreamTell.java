package aico.audit;

import java.util.List;

/** What a subscriber of {@code audit.stream} is told. */
public sealed interface StreamTell {

  /** An event: the leaf's bytes, a CloudEvent. */
  record Event(long sequence, byte[] leaf) implements StreamTell {}

  /**
   * Some events one after the other: their leaves, each but the last with a newline behind it. None
   * of them has a newline in it; one that has comes as an {@link Event}.
   *
   * @param first the sequence of the first
   */
  record Events(long first, int count, byte[] lines) implements StreamTell {}

  /** These are no longer in the log; the stream goes on behind them. */
  record Pruned(long first, long last) implements StreamTell {}

  /** All events below {@code head} have been sent; what follows is live. */
  record CaughtUp(long head) implements StreamTell {}

  /**
   * Comes every second and with each new checkpoint.
   *
   * @param head events in the log
   * @param checkpoint the last signed note, empty before the first
   */
  record Heartbeat(long head, String checkpoint) implements StreamTell {}

  /**
   * Somebody was erased: their names are to be forgotten in events up to {@code upTo} that name
   * that subject as sealed or opened. Comes with each opening until it is confirmed.
   */
  record Erase(String subject, long upTo) implements StreamTell {}

  /** A consistency proof, in RFC 6962 order. */
  record Proof(long from, long to, List<byte[]> hashes) implements StreamTell {}

  /** The last message was refused; the stream goes on. */
  record Refused(String code, String message, String field) implements StreamTell {}

  /** The subscriber's access was ended. */
  record Revoked() implements StreamTell {}

  /** Another stream of the same subscriber was opened; this one has ended. */
  record Replaced() implements StreamTell {}

  /** The version asked for is not spoken here. */
  record UnsupportedVersion() implements StreamTell {}
}
