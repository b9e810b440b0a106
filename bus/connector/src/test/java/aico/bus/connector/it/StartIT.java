package aico.bus.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a service starts and stops, and what keeps it from starting. */
class StartIT {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incoming.requests.frobnicate=1 | channel requests: frobnicate: unknown attribute",
        "incoming.requests.broadcast=true | channel requests: broadcast: a message of the bus",
        "incoming.requests.topic=nobody.requests"
            + " | channel requests: topic: nobody.requests: not in the bundle of vault-service",
        "incoming.requests.topic=key.requests"
            + " | channel requests: topic: key.requests: incoming does not fit requests that"
            + " key-service owns",
        "outgoing.events.topic=key.events"
            + " | channel events: topic: key.events: outgoing does not fit events that"
            + " key-service owns",
      })
  void wrongAttribute_stopsTheStart_andIsNamed(String property, String message) {
    assertStopped(
        SampleProcess.start("full", new TestHome(root), "-Dmp.messaging." + property), message);
  }

  @Test
  void brokenBundle_stopsTheStart_namingFileAndField() throws IOException {
    TestHome home = new TestHome(root);
    Path bundle = home.folder("vault-service").resolve("bundle.json");
    Files.writeString(bundle, Files.readString(bundle).replaceFirst("\"role\"", "\"rolle\""));
    assertStopped(SampleProcess.start("minimal", home), "bundle.json: rolle: unknown field");
  }

  @Test
  void missingState_stopsTheStart() {
    TestHome home = new TestHome(root);
    assertStopped(
        SampleProcess.start("minimal", root, home.managementPort(), List.of()),
        "aico.state: missing (expected: the state folder)");
  }

  @Test
  void portInUse_stopsTheStart_namingTheTopic() throws IOException {
    TestHome home = new TestHome(root);
    try (ServerSocket taken =
        new ServerSocket(home.port("vault.requests"), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertStopped(SampleProcess.start("minimal", home), "vault.requests: ");
    }
  }

  @Test
  void endOfTheLifeline_stopsInOrder_andIsRecorded() {
    TestHome home = new TestHome(root);
    try (Peers.Audit audit = new Peers.Audit(home);
        SampleProcess sample = SampleProcess.start("full", home).awaitReady()) {
      sample.endLifeline();
      assertThat(sample.exitCode()).isZero();
      assertThat(sample.log()).doesNotContain("ERROR");
      Awaitility.await()
          .untilAsserted(() -> assertThat(audit.has("aico.service.started")).isTrue());
      // What audit did not take in time waits in the outbox for the next start.
      try (SampleProcess again = SampleProcess.start("full", home).awaitReady()) {
        Awaitility.await().until(() -> audit.has("aico.service.stopped"));
        assertThat(again.pid()).isPositive();
      }
    }
  }

  private static void assertStopped(SampleProcess sample, String message) {
    try (sample) {
      assertThat(sample.exitCode()).isNotZero();
      assertThat(sample.log()).contains(message);
    }
  }
}
