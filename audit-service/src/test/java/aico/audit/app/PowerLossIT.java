package aico.audit.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.audit.Records;
import aico.audit.log.Checkpoint;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogVerifier;
import aico.audit.log.Vkey;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.testing.Ports;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.RequestClient;
import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at some points of a busy service's life, and takes along what was not synced. What
 * it had acknowledged is in the log it starts on again, and every checkpoint it had shown to anyone
 * is one of that log.
 */
@SuppressWarnings("NullAway.Init") // each run has a home of its own
class PowerLossIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int RECORDS = 1_000;
  private static final int BATCH = 25;
  private static final int CUTS = 5;

  @TempDir private Path root;
  @TempDir private Path aside;

  private final TreeMap<Long, Long> acknowledgedAt = new TreeMap<>();
  private final TreeMap<Long, AuditReply.State> shownAt = new TreeMap<>();
  private Neighbourhood home;
  private Path state;
  private RequestClient cli;

  @Test
  void afterAPowerCut_nothingAcknowledgedIsLost_andNoCheckpointIsDisowned() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PowerLossIT seed: " + seed);
    Random random = new Random(seed);
    try (Neighbourhood neighbours = new Neighbourhood(root)) {
      home = neighbours;
      home.play();
      state = home.state(Principals.AUDIT);
      cli = home.bus(Principals.CLI).client(Topics.AUDIT_REQUESTS);
      RecordedDisk disk = RecordedDisk.of(state, aside);
      live(disk);
      disk.requireCompleteUntilKilled();

      for (int i = 0; i < CUTS; i++) {
        long position = cutPosition(i, disk, random);
        boolean all = i == 1;
        PowerCut cut = all ? PowerCut.losingAll() : PowerCut.losingSome(random);
        disk.after(position, cut).restoreTo(state);
        try {
          startAgain(position);
        } catch (AssertionError | RuntimeException failed) {
          throw new AssertionError(
              "seed %d, cut %d at %d %s".formatted(seed, i, position, cut), failed);
        }
      }
    }
  }

  /**
   * Before anything is acknowledged, just when something is, and then wherever a sync was about to
   * begin.
   */
  private long cutPosition(int number, RecordedDisk disk, Random random) throws IOException {
    if (number == 1) {
      return acknowledgedAt.ceilingKey(random.nextLong(acknowledgedAt.lastKey()));
    }
    long first = acknowledgedAt.firstKey();
    List<Long> points =
        disk.beforeSyncs().stream().filter(at -> (at < first) == (number == 0)).toList();
    return points.get(random.nextInt(points.size()));
  }

  /** A life with records coming in, ended by kill -9. */
  private void live(RecordedDisk disk) throws Exception {
    try (Bus vault = Bus.open(home.state(Principals.VAULT), BusMeters.none());
        ServiceProcess service = ServiceProcess.start(state, Ports.free(), disk.environment())) {
      RecordSender sender =
          vault.sender(Topics.AUDIT_RECORDS, home.state(Principals.VAULT).resolve("outbox"));
      long sent = 0;
      while (sender.acknowledged() < RECORDS && service.alive()) {
        // Some at a time, so that there are many commits.
        long wanted = Math.min(RECORDS, sender.acknowledged() + BATCH);
        while (sent < wanted) {
          var unused = sender.append(Records.record(Principals.VAULT, ++sent), Reserve.NONE);
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> sender.acknowledged() >= wanted);
        acknowledgedAt.put(disk.position(), sender.acknowledged());
        remember(disk);
      }
      patiently()
          .until(() -> {
            remember(disk);
            return shownAt.lastEntry().getValue().size() >= RECORDS;
          });
      assertThat(service.alive()).as(service.log()).isTrue();
      service.kill();
    }
  }

  private void remember(RecordedDisk disk) {
    AuditReply.State shown = shown();
    if (shown != null) {
      shownAt.put(disk.position(), shown);
    }
  }

  private void startAgain(long position) throws Exception {
    try (ServiceProcess service = ServiceProcess.start(state, Ports.free())) {
      patiently().until(() -> !service.alive() || shown() != null);
      assertThat(service.alive()).as(service.log()).isTrue();
      assertThat(service.log()).doesNotContain("nothing is signed");
      List<Long> kept = vaultRecords();
      long acknowledged =
          acknowledgedAt.headMap(position, true).values().stream()
              .mapToLong(Long::longValue)
              .max()
              .orElse(0);
      assertThat(kept.size()).isGreaterThanOrEqualTo((int) acknowledged);
      for (int i = 0; i < kept.size(); i++) {
        assertThat(kept.get(i)).isEqualTo(i + 1);
      }
      patiently().until(() -> found() == kept.size());
      assertThat(service.stop()).as(service.log()).isZero();
    }
    var before = shownAt.headMap(position, true).values();
    for (AuditReply.State shown : before) {
      Vkey vkey = Vkey.parse(shown.vkey());
      Checkpoint since = Checkpoint.open(shown.checkpoint().getBytes(UTF_8), vkey);
      assertThat(LogVerifier.verify(state.resolve("log"), vkey, since).problems())
          .as("checkpoint of %d events that was shown", shown.size())
          .isEmpty();
    }
  }

  /** What the index finds. */
  private long found() throws Exception {
    AuditRequest.Search wanted =
        new AuditRequest.Search(
            new EventFilter(Principals.VAULT, null, null, null, null, null, null, null, null),
            true);
    String ticket = ((AuditReply.Search) ask(wanted, home.token())).search();
    long count = 0;
    long next = -1;
    while (true) {
      AuditReply.Count part = (AuditReply.Count) ask(new AuditRequest.Count(ticket, next), null);
      count += part.count();
      next = part.next();
      if (part.done()) {
        return count;
      }
    }
  }

  /** The sequences of the producer's records, in the order of the log. */
  private List<Long> vaultRecords() {
    List<Long> sequences = new ArrayList<>();
    try (LogReader reader = LogReader.open(new LogFolder(state.resolve("log")), 0)) {
      while (reader.next() instanceof LogReader.Next next) {
        Leaf leaf = Leaf.decode(next.leaf());
        if (leaf.producer().equals(Principals.VAULT)) {
          sequences.add(leaf.producerSequence());
        }
      }
    }
    return sequences;
  }

  private AuditReply.@Nullable State shown() {
    try {
      return (AuditReply.State) ask(new AuditRequest.State(), null);
    } catch (RequestFailed notYet) {
      return null;
    }
  }

  private Reply ask(Request<?> request, @Nullable String token) {
    return cli.ask(request, token, null, DEADLINE).reply();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
  }
}
