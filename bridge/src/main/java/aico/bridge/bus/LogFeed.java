package aico.bridge.bus;

import aico.bridge.Event;
import aico.bridge.Feed;
import aico.bus.crypto.CurveKey;
import aico.bus.zmq.StreamClient;
import aico.bus.zmq.StreamClients;
import aico.bus.zmq.StreamMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Events of the log from {@code audit.stream}. What waits here is bounded by the credit; when the
 * connection breaks, what nobody has taken yet is dropped and comes again.
 */
public final class LogFeed implements Feed, StreamClient.Listener {
  /** At 60 KiB each at most two megabytes; on loopback the next ones are there in a millisecond. */
  static final int CREDIT = 64;

  private static final System.Logger LOG = System.getLogger(LogFeed.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CurveKey key;
  private final StreamClient client;
  private final Deque<StreamMessage.Event> waiting = new ArrayDeque<>();
  private volatile long head = -1;
  private volatile String problem = "";

  /**
   * Starts following.
   *
   * @param key closed with the feed
   */
  public LogFeed(
      StreamClients clients, String endpoint, String serverKey, CurveKey key, long from) {
    this.key = key;
    client = clients.follow(endpoint, serverKey, key, from, CREDIT, this);
  }

  @Override
  public void said(StreamMessage message) {
    switch (message) {
      case StreamMessage.Event event -> {
        synchronized (waiting) {
          waiting.add(event);
          waiting.notifyAll();
        }
      }
      case StreamMessage.Pruned(long first, long last) ->
          LOG.log(
              System.Logger.Level.WARNING,
              "events {0} to {1} were dropped from the log before they could be delivered",
              Long.toString(first),
              Long.toString(last));
      case StreamMessage.Heartbeat(long size, String checkpoint) -> head = size;
      case StreamMessage.CaughtUp(long size) -> head = size;
      case StreamMessage.Revoked revoked ->
          problem = "its credential was removed (aico integrator remove); add the target again";
      case StreamMessage.Replaced replaced ->
          problem =
              "another process follows the trail with this target's credential; end it, then aico down and aico up";
      case StreamMessage.UnsupportedVersion other ->
          problem = "audit-service speaks another version of the stream: aico down, then aico up";
      // Never asked for here.
      case StreamMessage.Proof proof -> {}
      case StreamMessage.Refused refused -> {
        if (refused.field().equals("from")) {
          problem =
              "the log is shorter than what was delivered: it was restored, or cut back. Keep the other side's copy as evidence; to go on, remove and add the target";
        }
      }
    }
  }

  @Override
  public long lost(long next) {
    synchronized (waiting) {
      long from = waiting.isEmpty() ? next : waiting.getFirst().sequence();
      waiting.clear();
      return from;
    }
  }

  @Override
  public List<Event> take(int max, long waitMs) throws InterruptedException {
    List<StreamMessage.Event> taken = new ArrayList<>();
    synchronized (waiting) {
      long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
      while (waiting.isEmpty()) {
        long leftNs = untilNs - System.nanoTime();
        if (leftNs <= 0) {
          return List.of();
        }
        TimeUnit.NANOSECONDS.timedWait(waiting, leftNs);
      }
      while (taken.size() < max && !waiting.isEmpty()) {
        taken.add(waiting.removeFirst());
      }
    }
    return taken.stream()
        .map(event -> new Event(event.sequence(), event.leaf(), tree(event)))
        .toList();
  }

  /** audit-service stores strict JSON alone; what is none goes on as it is, without fields. */
  private static JsonNode tree(StreamMessage.Event event) {
    try {
      return JSON.readTree(event.leaf());
    } catch (IOException notJson) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  @Override
  public void acknowledge(long sequence) {
    client.acknowledge(sequence);
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public Optional<String> problem() {
    return Optional.of(problem).filter(said -> !said.isEmpty());
  }

  @Override
  public void close() {
    client.close();
    key.close();
  }
}
