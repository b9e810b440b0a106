package aico.cli.dev;

import aico.audit.log.AuditLogException;
import aico.bus.contract.Caller;
import aico.bus.contract.Principals;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.Routing;
import aico.bus.zmq.StreamEndpoint;
import aico.bus.zmq.StreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link DevLog} to one integrator over a real CURVE socket on loopback, with keys that
 * are thrown away. Honest, but for what a {@link ClientCase} asks of it.
 */
public final class DevStream implements AutoCloseable {
  static final String INTEGRATOR = "integrator/dev";

  private static final long TURN_MS = 20;
  private static final int TURNS_PER_HEARTBEAT = 50;

  private final Path folder;
  private final DevLog log;
  private final String endpointName;
  private final String serverKey;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dev-stream").factory());

  private @Nullable Bus bus;
  private @Nullable StreamEndpoint endpoint;
  private @Nullable DevSession session;
  private @Nullable String admitted;
  private int turn;
  private final Heard heard = new Heard();

  // What a case asks for.
  private long first;
  private long limit = Long.MAX_VALUE;
  private long rewind;
  private @Nullable String insteadOfEvents;
  private boolean newer;

  /** What the client did. */
  static final class Heard {
    int opens;
    long acknowledged = -1;
    long cursor;
    int credit;
    String wrong = "";

    Heard copy() {
      Heard copy = new Heard();
      copy.opens = opens;
      copy.acknowledged = acknowledged;
      copy.cursor = cursor;
      copy.credit = credit;
      copy.wrong = wrong;
      return copy;
    }
  }

  /**
   * Opens the socket.
   *
   * @param folder empty, for the throwaway key and bundle
   */
  public DevStream(Path folder, int port, DevLog log) {
    this.folder = folder;
    this.log = log;
    endpointName = "tcp://127.0.0.1:" + port;
    try (CurveKey key = CurveKey.generate()) {
      serverKey = Hex.encode(key.publicKey());
      key.write(folder.resolve(Bundle.KEY_FILE));
      new Bundle(
              Principals.AUDIT,
              Role.AUDIT,
              0,
              Map.of(),
              Map.of(
                  Topics.AUDIT_STREAM,
                  new BundleTopic.Owned(TopicKind.STREAM, endpointName, List.of())))
          .write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bind();
    var unused = clock.scheduleAtFixedRate(this::turn, TURN_MS, TURN_MS, TimeUnit.MILLISECONDS);
  }

  public String endpoint() {
    return endpointName;
  }

  /** 64 hex digits. */
  public String serverKey() {
    return serverKey;
  }

  /** Lets the integrator with this key in, 64 hex digits. */
  public synchronized void admit(String publicKey) {
    admitted = publicKey;
    if (bus != null) {
      bus.principals(Topics.AUDIT_STREAM).add(INTEGRATOR, Role.INTEGRATOR, publicKey);
    }
  }

  private synchronized void bind() {
    Bus opened = Bus.open(folder, BusMeters.none());
    bus = opened;
    endpoint =
        opened.stream(
            Topics.AUDIT_STREAM,
            new StreamHandler() {
              @Override
              public void received(Caller caller, Routing routing, List<byte[]> frames) {
                DevStream.this.received(routing, frames);
              }
            });
    if (admitted != null) {
      admit(admitted);
    }
  }

  /** As when the service starts anew: every connection is gone, the cursor is not. */
  void restart() {
    closeBus();
    bind();
  }

  /** Outside the lock: what comes in until then waits for it. */
  private void closeBus() {
    Bus before;
    synchronized (this) {
      before = bus;
      session = null;
      endpoint = null;
      bus = null;
    }
    if (before != null) {
      before.close();
    }
  }

  synchronized Heard heard() {
    return heard.copy();
  }

  /** Events from here on wait. */
  synchronized void hold(long from) {
    limit = from;
  }

  /** Events below are gone. */
  synchronized void prune(long below) {
    first = below;
  }

  /** As when the cursor was not kept in time: the next stream at it gives so many events again. */
  synchronized void rewind(long events) {
    rewind = events;
  }

  /** Answers every {@code open} with a few events and this. */
  synchronized void endWith(String frame) {
    insteadOfEvents = frame;
  }

  /** Says also what only a newer service says. */
  synchronized void beNewer() {
    newer = true;
  }

  private synchronized void received(Routing routing, List<byte[]> frames) {
    StreamEndpoint out = endpoint;
    if (out == null) {
      return;
    }
    switch (DevFrames.decode(frames)) {
      case DevFrames.Said.Open open -> open(out, routing, open);
      case DevFrames.Said.Ack(long sequence) -> acknowledge(out, routing, sequence);
      case DevFrames.Said.Proof(long from, long to) -> {
        try {
          out.send(routing, DevFrames.proof(from, to, log.proof(from, to)));
        } catch (AuditLogException bad) {
          refuse(out, routing, "to", String.valueOf(bad.getMessage()));
        }
      }
      case DevFrames.Said.OtherVersion other -> {
        heard.wrong = "v: expected: 1";
        ObjectNode body = DevFrames.object();
        body.putArray("supported").add(1);
        out.send(routing, DevFrames.named("unsupported_version", body));
      }
      case DevFrames.Said.Unreadable(String field, String message) ->
          refuse(out, routing, field, message);
    }
  }

  private void refuse(StreamEndpoint out, Routing routing, String field, String message) {
    heard.wrong = message;
    out.send(routing, DevFrames.refused(field, message));
  }

  private void open(StreamEndpoint out, Routing routing, DevFrames.Said.Open open) {
    heard.opens++;
    heard.credit = open.credit();
    DevSession before = session;
    if (before != null && !before.routing().equals(routing)) {
      out.send(before.routing(), DevFrames.named("replaced", DevFrames.object()));
    }
    long cursor = Math.max(0, heard.cursor - rewind);
    long from = DevSession.start(open.from(), log, cursor);
    if (from > log.size()) {
      session = null;
      refuse(out, routing, "from", "from: " + from + " (expected: <= " + log.size() + ")");
      return;
    }
    rewind = 0;
    DevSession opened = new DevSession(log, open, routing, from);
    session = opened;
    if (newer) {
      out.send(routing, DevFrames.named("notice", DevFrames.object().put("of", "a newer service")));
    }
    heartbeat(out, opened);
    String end = insteadOfEvents;
    if (end != null) {
      if (!end.equals("unsupported_version")) {
        opened.send(out, first, Math.min(log.size(), from + 3));
      }
      ObjectNode body = DevFrames.object();
      if (end.equals("unsupported_version")) {
        body.putArray("supported").add(2);
      }
      out.send(routing, DevFrames.named(end, body));
      session = null;
    }
  }

  private void acknowledge(StreamEndpoint out, Routing routing, long sequence) {
    DevSession now = session;
    if (now == null || !now.routing().equals(routing)) {
      // Of a stream that a restart or an end has taken away: no fault of the client.
      out.send(routing, DevFrames.refused("ack", "ack: no open stream"));
    } else if (now.acknowledge(sequence)) {
      heard.acknowledged = Math.max(heard.acknowledged, sequence);
      heard.cursor = Math.max(heard.cursor, now.settled());
    } else {
      refuse(out, routing, "seq", "seq: " + sequence + " was not sent");
    }
  }

  private synchronized void turn() {
    StreamEndpoint out = endpoint;
    DevSession now = session;
    turn++;
    if (out != null && now != null) {
      now.send(out, first, Math.min(limit, log.size()));
      if (turn % TURNS_PER_HEARTBEAT == 0) {
        heartbeat(out, now);
      }
    }
  }

  private void heartbeat(StreamEndpoint out, DevSession to) {
    ObjectNode body =
        DevFrames.object().put("head", log.size()).put("checkpoint", log.checkpoint());
    if (newer) {
      body.put("weather", "fine");
    }
    out.send(to.routing(), DevFrames.named("heartbeat", body));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    closeBus();
  }
}
