package aico.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.Role;
import aico.bus.contract.Topics;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.Reserve;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An integrator's real key at every topic of the suite, while it is listed and after. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegratorIT {
  private static final Set<String> OUTWARD = Set.of("audit.stream", "audit.live", "audit.alerts");

  /** A plain libzmq subscriber: says when it hears the topic, ends with the first event wanted. */
  private static final String SUBSCRIBER =
      """
      import json, sys, time, zmq
      credential = json.load(open(sys.argv[1]))
      socket = zmq.Context().socket(zmq.SUB)
      socket.curve_publickey = credential["public_key_z85"].encode()
      socket.curve_secretkey = credential["secret_key_z85"].encode()
      socket.curve_serverkey = credential["server_key_z85"].encode()
      socket.setsockopt(zmq.SUBSCRIBE, b"")
      socket.connect(credential[sys.argv[2]])
      listening, end = False, time.monotonic() + 60
      while time.monotonic() < end and socket.poll(30000):
          kind, header, body = socket.recv_multipart()
          if not listening:
              listening = True
              print("listening", flush=True)
          if sys.argv[3] in body.decode():
              print(kind.decode(), body.decode(), flush=True)
              sys.exit(0)
      sys.exit("nothing came")
      """;

  private final Suite suite = Suite.launched("integrators only listen\n");

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void integrator_hearsEventsAndAlerts_byPlainLibzmq() throws Exception {
    Path out = suite.beside("plain");
    suite.aico("integrator", "add", "plain", "--out", out.toString()).ok();
    try (Listening live = new Listening(out, "live", "aico.vault.unmounted");
        Listening alerts = new Listening(out, "alerts", "record.refused")) {
      suite.aico("vault", "unmount", "home").ok();
      assertThat(live.event()).startsWith("audit.event ").contains("vault-service");

      Insiders insiders = new Insiders(suite);
      try (Bus insane = busOf(insiders, "vault")) {
        insane
            .sender(Topics.AUDIT_RECORDS, suite.beside("insane").resolve("outbox"))
            .append("no event at all".getBytes(US_ASCII), Reserve.NONE)
            .join();
        assertThat(alerts.event()).startsWith("audit.alert ").contains("vault-service");
      }
    }
  }

  /** A second process with a service's real key, that records what it likes. */
  private Bus busOf(Insiders insiders, String name) throws IOException {
    Path folder = Files.createDirectory(suite.beside("insane"));
    Files.copy(insiders.key(name), folder.resolve(Bundle.KEY_FILE));
    Bundle real = insiders.bundle(name);
    Map<String, BundleTopic> records =
        Map.of(
            Topics.AUDIT_RECORDS, Objects.requireNonNull(real.topics().get(Topics.AUDIT_RECORDS)));
    new Bundle(real.principal(), real.role(), 0, Map.of(), records).write(folder);
    return Bus.open(folder, BusMeters.none());
  }

  private static final class Listening implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    Listening(Path credential, String topic, String wanted) throws IOException {
      process =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  "-c",
                  SUBSCRIBER,
                  credential.resolve("integrator.json").toString(),
                  topic,
                  wanted)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      said = process.inputReader();
      assertThat(said.readLine()).as("%s", topic).isEqualTo("listening");
    }

    /** The event that was waited for. */
    String event() throws IOException {
      return String.valueOf(said.readLine());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void integrator_getsThroughToTheLogsOutwardTopics_andAfterItsRemovalNowhere() throws Exception {
    Path out = suite.beside("siem");
    suite.aico("integrator", "add", "siem", "--out", out.toString()).ok();
    Insiders insiders = new Insiders(suite);
    Path key = suite.beside("siem.key");
    String secret =
        new ObjectMapper()
            .readTree(Files.readString(out.resolve("integrator.json")))
            .get("secret_key")
            .asText();
    Files.writeString(key, "aico-curve-key 1\n" + secret + "\n");
    Bundle nothing = new Bundle("integrator/siem", Role.INTEGRATOR, 0, Map.of(), Map.of());

    insiders.knock(key, nothing, OUTWARD);
    suite.aico("integrator", "remove", "siem").ok();
    insiders.knock(key, nothing, Set.of());
  }
}
