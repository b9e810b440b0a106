package aico.audit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.audit.Records;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogVerifier;
import aico.audit.log.Verification;
import aico.audit.log.Vkey;
import aico.bus.contract.Principals;
import aico.bus.contract.Topics;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.Reserve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many producers as there may be, all at once, against the shipped service and its heap. */
class ManyProducersIT {
  private static final int PRODUCERS = 64;
  private static final int SMALL = 600;
  private static final int LARGE = 20;

  @TempDir private Path root;

  @Test
  void busyProducers_withLargeAndSmallRecords_areAllHeard_inOrder_inTheHeapOfOneService()
      throws Exception {
    try (Neighbourhood home = new Neighbourhood(root, PRODUCERS)) {
      home.play();
      Path state = home.state(Principals.AUDIT);
      try (ServiceProcess service = ServiceProcess.start(state, Ports.free())) {
        List<RecordSender> senders = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
          String name = Neighbourhood.producer(i);
          senders.add(
              home.bus(name).sender(Topics.AUDIT_RECORDS, home.state(name).resolve("outbox")));
        }
        for (int i = 0; i < PRODUCERS; i++) {
          fill(senders.get(i), Neighbourhood.producer(i));
        }

        await()
            .atMost(Duration.ofMinutes(3))
            .until(() ->
                !service.alive()
                    || senders.stream().allMatch(s -> s.acknowledged() == SMALL + LARGE));

        assertThat(service.alive()).as(service.log()).isTrue();
        assertThat(service.log()).doesNotContain("OutOfMemory");
        assertThat(service.stop()).as(service.log()).isZero();
      }
      assertEachOnesOrder(state.resolve("log"));
      assertTheOldestGo(state);
    }
  }

  /** The shipped service again, with less room than it has filled. */
  private static void assertTheOldestGo(Path state) throws Exception {
    LogFolder log = new LogFolder(state.resolve("log"));
    Files.writeString(
        state.resolve("retention.json"),
        "{\"version\":1,\"max_days\":400,\"max_mib\":32,\"floor_days\":{}}");
    try (ServiceProcess service = ServiceProcess.start(state, Ports.free())) {
      await().atMost(Duration.ofMinutes(2)).until(() -> !service.alive() || log.first() > 0);
      assertThat(service.stop()).as(service.log()).isZero();
    }
    assertWhole(state);
    try (ServiceProcess again = ServiceProcess.start(state, Ports.free())) {
      assertThat(again.stop()).as(again.log()).isZero();
    }
    assertWhole(state);
  }

  private static void assertWhole(Path state) throws Exception {
    Vkey vkey = Vkey.parse(Files.readString(state.resolve("log.vkey")).strip());
    Verification found = LogVerifier.verify(state.resolve("log"), vkey, null);
    assertThat(found.problems()).isEmpty();
    assertThat(found.first()).isPositive();
    assertThat(found.leavesBehindCheckpoint()).isZero();
  }

  private static void fill(RecordSender sender, String name) {
    for (long sequence = 1; sequence <= SMALL + LARGE; sequence++) {
      boolean large = sequence % ((SMALL + LARGE) / LARGE) == 0;
      var unused =
          sender.append(
              Records.record(name, sequence, large ? "x".repeat(50_000) : ""), Reserve.NONE);
    }
  }

  private static void assertEachOnesOrder(Path log) {
    Map<String, Long> heads = new HashMap<>();
    try (LogReader reader = LogReader.open(new LogFolder(log), 0)) {
      while (reader.next() instanceof LogReader.Next next) {
        Leaf leaf = Leaf.decode(next.leaf());
        if (leaf.producer().startsWith("producer-")) {
          assertThat(leaf.producerSequence())
              .isEqualTo(heads.merge(leaf.producer(), 1L, Long::sum));
        }
      }
    }
    assertThat(heads).hasSize(PRODUCERS);
    assertThat(heads.values()).containsOnly((long) SMALL + LARGE);
  }
}
