package aico.cli.dev;

import aico.bus.zmq.Routing;
import aico.bus.zmq.SendResult;
import aico.bus.zmq.StreamEndpoint;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One opened stream: never more under way than the credit. Used under the stream's lock. */
final class DevSession {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final int PER_TURN = 200;

  private final DevLog log;
  private final DevFrames.Said.Open open;
  private final Routing routing;
  private final Deque<Long> underWay = new ArrayDeque<>();
  private long next;
  private long sent;
  private boolean caughtUp;

  DevSession(DevLog log, DevFrames.Said.Open open, Routing routing, long from) {
    this.log = log;
    this.open = open;
    this.routing = routing;
    this.next = from;
    this.sent = from;
  }

  Routing routing() {
    return routing;
  }

  /** Whether so much has been sent. */
  boolean acknowledge(long sequence) {
    if (sequence >= sent) {
      return false;
    }
    while (!underWay.isEmpty() && underWay.getFirst() <= sequence) {
      underWay.removeFirst();
    }
    return true;
  }

  /** Where to go on after a break. */
  long settled() {
    return underWay.isEmpty() ? next : underWay.getFirst();
  }

  /**
   * Sends what it may.
   *
   * @param first the first event that is still there
   * @param limit the first that is not to be sent yet
   */
  void send(StreamEndpoint endpoint, long first, long limit) {
    if (next < first) {
      if (!sent(
          endpoint,
          DevFrames.named(
              "pruned", DevFrames.object().put("first", next).put("last", first - 1)))) {
        return;
      }
      next = first;
    }
    for (int i = 0; i < PER_TURN && next < limit && underWay.size() < open.credit(); i++) {
      if (!open.wanted().test(log.event(next))) {
        next++;
      } else if (!sendEvents(endpoint, limit)) {
        return;
      }
    }
    if (next == limit && !caughtUp) {
      caughtUp =
          sent(endpoint, DevFrames.named("caught_up", DevFrames.object().put("head", limit)));
    }
  }

  private boolean sendEvents(StreamEndpoint endpoint, long limit) {
    long from = next;
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(log.event(next).leaf());
    next++;
    while (open.batch()
        && next < limit
        && underWay.size() + (next - from) < open.credit()
        && lines.size() < BATCH_BYTES
        && open.wanted().test(log.event(next))) {
      lines.write('\n');
      lines.writeBytes(log.event(next).leaf());
      next++;
    }
    String kind = open.batch() ? "events" : "event";
    if (!sent(endpoint, DevFrames.events(kind, from, lines.toByteArray()))) {
      next = from;
      return false;
    }
    for (long sequence = from; sequence < next; sequence++) {
      underWay.addLast(sequence);
    }
    sent = next;
    return true;
  }

  private boolean sent(StreamEndpoint endpoint, List<byte[]> frames) {
    return endpoint.send(routing, frames).join() == SendResult.SENT;
  }

  /** The sequence that an {@code open} asks for; beyond the log where that is so. */
  static long start(String from, DevLog log, long cursor) {
    return switch (from) {
      case "cursor" -> cursor;
      case "earliest" -> 0;
      case "latest" -> log.size();
      default ->
          from.chars().allMatch(Character::isDigit) ? Long.parseLong(from) : since(from, log);
    };
  }

  private static long since(String time, DevLog log) {
    Instant earliest = Instant.parse(time);
    long at = 0;
    while (at < log.size() && log.event(at).time().isBefore(earliest)) {
      at++;
    }
    return at;
  }
}
