package aico.deploy;

import aico.bus.contract.Role;
import aico.bus.zmq.Bundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An integrator's real key at every topic of the suite, while it is listed and after. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegratorIT {
  private static final Set<String> OUTWARD = Set.of("audit.stream", "audit.live", "audit.alerts");

  private final Suite suite = Suite.launched("integrators only listen\n");

  @AfterAll
  void stop() {
    suite.close();
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
