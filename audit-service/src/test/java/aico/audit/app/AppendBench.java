package aico.audit.app;

import aico.audit.Records;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.bus.contract.Principals;
import aico.bus.contract.Topics;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.Reserve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Durable events per second, of 600 bytes each, from producers with an outbox, a CURVE key and a
 * connection each, to the shipped service in its own process. An event counts when its producer has
 * heard that it is on the service's disk. Arguments: a folder, producers, events of all together.
 * The first tenth is not counted. Run in the module's folder.
 */
public final class AppendBench {
  private static final int EVENT_BYTES = 600;

  /** What the suite gives it. */
  private static final List<String> HEAP =
      List.of(
          "-Xms8m",
          "-Xmx128m",
          "-XX:NewRatio=1",
          "-XX:SurvivorRatio=3",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-Xss256k");

  /** Events of one producer that nobody has acknowledged yet: a part of its outbox. */
  private static final int UNACKNOWLEDGED_MAX = 4096;

  /** Between two looks at what is acknowledged, of as many threads as there are producers. */
  private static final long PAUSE_MS = 5;

  private static final long LIMIT_S = 300;

  private AppendBench() {}

  /** Starts the service and its neighbours, sends, and prints one number. */
  public static void main(String[] args) throws Exception {
    int producers = Integer.parseInt(args[1]);
    long each = Long.parseLong(args[2]) / producers;
    try (Neighbourhood home = new Neighbourhood(Path.of(args[0]), producers)) {
      home.play();
      Path state = home.state(Principals.AUDIT);
      try (ServiceProcess service = ServiceProcess.start(state, Ports.free(), HEAP)) {
        List<RecordSender> senders = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
          String name = Neighbourhood.producer(i);
          Path outbox = home.state(name).resolve("outbox");
          senders.add(home.bus(name).sender(Topics.AUDIT_RECORDS, outbox));
        }
        for (int i = 0; i < producers; i++) {
          fill(i, senders.get(i), 1, 1);
        }
        await(senders, producers, state);
        double perSecond = measure(senders, each, state);
        service.stop();
        requireStored(new LogFolder(state.resolve("log")), each * producers);
        System.out.printf("%.1f%n", perSecond);
      }
    }
  }

  private static double measure(List<RecordSender> senders, long each, Path state)
      throws Exception {
    for (int i = 0; i < senders.size(); i++) {
      int producer = i;
      Thread.ofPlatform().daemon().start(() -> fill(producer, senders.get(producer), 2, each));
    }
    long all = each * senders.size();
    await(senders, all / 10, state);
    long counted = acknowledged(senders);
    long start = System.nanoTime();
    await(senders, all, state);
    return (all - counted) / ((System.nanoTime() - start) / 1e9);
  }

  /** What was counted is what was asked for: no event was refused, or answered by an alarm. */
  private static void requireStored(LogFolder log, long expected) {
    long stored = 0;
    try (LogReader reader = LogReader.open(log, 0)) {
      while (reader.next() instanceof LogReader.Next next) {
        stored += Leaf.decode(next.leaf()).producer().equals(Principals.AUDIT) ? 0 : 1;
      }
    }
    if (stored != expected) {
      throw new IllegalStateException("stored: " + stored + " (expected: " + expected + ")");
    }
  }

  private static void fill(int producer, RecordSender sender, long first, long last) {
    String source = Neighbourhood.producer(producer);
    String more = "";
    for (long sequence = first; sequence <= last; sequence++) {
      while (sequence - sender.acknowledged() > UNACKNOWLEDGED_MAX) {
        pause();
      }
      byte[] event = Records.record(source, sequence, more);
      if (event.length != EVENT_BYTES) {
        more = "x".repeat(more.length() + EVENT_BYTES - event.length);
        event = Records.record(source, sequence, more);
      }
      // One call for each event, as a service makes them.
      var unused = sender.append(event, Reserve.NONE);
    }
  }

  private static void await(List<RecordSender> senders, long count, Path state) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    while (acknowledged(senders) < count) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(
            "acknowledged: "
                + acknowledged(senders)
                + " (expected: "
                + count
                + "); the service said: "
                + Files.readString(state.resolve("log.txt")));
      }
      pause();
    }
  }

  private static long acknowledged(List<RecordSender> senders) {
    return senders.stream().mapToLong(RecordSender::acknowledged).sum();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      throw new OutboxException(Path.of("."), "interrupted", e);
    }
  }
}
