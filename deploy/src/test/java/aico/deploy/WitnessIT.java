package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A witness of a real suite, before and after its log is cut back by who holds its key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WitnessIT {
  private final Suite suite = Suite.launched("somebody else saw it\n");

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void witness_cosignsWhatGrows_andFindsALogThatWasCutBackAndSignedAnew() throws Exception {
    Path out = suite.beside("attic");
    suite.aico("integrator", "add", "attic", "--out", out.toString()).ok();
    JsonNode first = suite.aico("audit", "witness", out.toString(), "--once", "--json").ok().json();
    Path earlier = copyOfTheLog();

    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "mount", "home").ok();
    JsonNode second =
        suite.aico("audit", "witness", out.toString(), "--once", "--json").ok().json();
    assertThat(second.get("size").asLong()).isGreaterThan(first.get("size").asLong());
    String cosigned = second.get("file").asText();
    assertThat(suite.aico("audit", "verify", "--witness", cosigned).ok().out())
        .contains("The trail is whole")
        .contains("It continues what aico.local/witness/");

    suite.aico("down").ok();
    Path state = suite.home().resolve("services/audit");
    Files.move(state, suite.beside("audit-cut-off"));
    cp(earlier, state);
    suite.aico("up").ok();
    // Its own service calls it whole, and signs it.
    suite.aico("audit", "verify").ok();

    Suite.Result fork = suite.aico("audit", "witness", out.toString(), "--once", "--json").exits(1);
    assertThat(fork.json().at("/error/message").asText()).startsWith("FORK: ");
    assertThat(out.resolve("witness/fork")).exists();
    assertThat(suite.aico("audit", "witness", out.toString(), "--once").exits(1).err())
        .contains("FORK: found before");
    suite.aico("audit", "verify", "--witness", cosigned).exits(1);
  }

  /** What a thief of the machine would put back: the log and all beside it, at one moment. */
  private Path copyOfTheLog() throws Exception {
    Path state = suite.home().resolve("services/audit");
    Path copy = suite.beside("audit-earlier");
    byte[] checkpoint = Files.readAllBytes(state.resolve("log/checkpoint"));
    cp(state, copy);
    // The service runs on meanwhile: the copied log is to reach at least as far as its checkpoint.
    Files.write(copy.resolve("log/checkpoint"), checkpoint);
    return copy;
  }

  private void cp(Path from, Path to) throws Exception {
    suite.run("", List.of("cp", "-a", from.toString(), to.toString())).ok();
  }
}
