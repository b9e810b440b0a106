package aico.audit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Resource;
import aico.bus.contract.Topics;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.RequestClient;
import aico.bus.zmq.Reserve;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom key-service forgot is forgotten in the trail, without anybody asking for it. */
class ForgettingIT {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  /** The one whose keys the played key-service still has. */
  private static final String THERE = "01".repeat(16);

  private static final String GONE = "02".repeat(16);

  private final Path state;
  private final Neighbourhood home;

  ForgettingIT(@TempDir Path root) throws Exception {
    home = new Neighbourhood(root);
    state = home.state(Principals.AUDIT);
  }

  @Test
  void whoIsGone_isForgottenAlsoAfterAKill_andWhoIsThereIsNot() throws Exception {
    home.play();
    int port = Ports.free();
    RequestClient cli = home.bus(Principals.CLI).client(Topics.AUDIT_REQUESTS);
    RecordSender keys =
        home.bus(Principals.KEY)
            .sender(Topics.AUDIT_RECORDS, home.state(Principals.KEY).resolve("outbox"));
    try (home) {
      try (ServiceProcess service = ServiceProcess.start(state, port)) {
        retire(keys, THERE);
        retire(keys, GONE);
        patiently().until(() -> keys.acknowledged() == 2);
        service.kill();
      }
      try (ServiceProcess service = ServiceProcess.start(state, port)) {
        patiently().until(() -> erased().contains(GONE));
        assertThat(cli.ask(new AuditRequest.Erase(GONE), DEADLINE).reply())
            .isEqualTo(new AuditReply.Erased(List.of(), List.of()));
        assertThatThrownBy(() -> cli.ask(new AuditRequest.Erase(THERE), DEADLINE))
            .isInstanceOf(RequestFailed.class)
            .hasMessageContaining("key-service has not said");
        // Nobody of whom key-service said nothing.
        cli.ask(new AuditRequest.Erase("03".repeat(16)), DEADLINE);
        assertThat(service.stop()).as(service.log()).isZero();
      }
      assertThat(erased()).containsExactly(GONE);
    }
  }

  private static void retire(RecordSender keys, String subject) {
    var unused =
        keys.append(
            CloudEvents.encode(
                AuditEvent.of(EventCode.KEY_RETIRED).on(new Resource("key", "subject/" + subject)),
                Principals.KEY,
                Instant.now(),
                UUID.randomUUID()),
            Reserve.NONE);
  }

  /** The subjects that the log says were erased. */
  private List<String> erased() {
    List<String> subjects = new ArrayList<>();
    try (LogReader reader = LogReader.open(new LogFolder(state.resolve("log")), 0)) {
      while (reader.next() instanceof LogReader.Next next) {
        String event = new String(Leaf.decode(next.leaf()).record(), StandardCharsets.UTF_8);
        if (event.contains("aico.log.erased")) {
          subjects.add(event.replaceAll(".*\"name\":\"([0-9a-f]{32})\".*", "$1"));
        }
      }
    }
    return subjects;
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
  }
}
