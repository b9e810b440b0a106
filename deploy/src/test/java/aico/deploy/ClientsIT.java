package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The clients that the README shows, copied out of it and run against a real suite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
  /** A first launch leaves some thirty. */
  private static final int EVENTS = 5;

  private final Suite suite = Suite.launched("clients in three languages\n");

  /** A client that waits for what does not come fails its test. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void python_followsAndGoesOn() throws Exception {
    Path folder = integrator("python");
    Files.writeString(folder.resolve("client.py"), shown("python"));
    followsAndGoesOn(folder, List.of("/usr/bin/python3", "client.py"));
  }

  @Test
  void node_followsAndGoesOn() throws Exception {
    Path folder = integrator("node");
    Files.writeString(folder.resolve("client.js"), shown("js"));
    suite.run("", List.of("npm", "install", "--prefix", folder.toString(), "zeromq@6")).ok();
    followsAndGoesOn(folder, List.of("node", "client.js"));
  }

  @Test
  void java_followsAndGoesOn() throws Exception {
    Path folder = integrator("java");
    Files.writeString(folder.resolve("Subscribe.java"), shown("java"));
    followsAndGoesOn(
        folder,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "Subscribe.java"));
  }

  private Path integrator(String name) {
    Path folder = suite.beside(name);
    suite.aico("integrator", "add", name, "--out", folder.toString()).ok();
    return folder;
  }

  /** The README's first piece of code in that language. */
  private String shown(String language) throws IOException {
    Matcher code =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(suite.checkout().resolve("README.md")));
    assertThat(code.find()).as("code in %s", language).isTrue();
    return code.group(1);
  }

  private void followsAndGoesOn(Path folder, List<String> command) throws Exception {
    assertThat(firstOf(folder, command)).isZero();
    // Its second run has to wait for something new, since the first one has acknowledged all.
    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "mount", "home").ok();
    assertThat(firstOf(folder, command)).isPositive();
  }

  /**
   * Runs the client until it has printed some events in order and its cursor is kept: what it
   * acknowledged before it is killed may not have left it. The sequence of the first.
   */
  private long firstOf(Path folder, List<String> command) throws Exception {
    Process client =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = client.inputReader()) {
      var unused =
          client
              .onExit()
              .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
              .exceptionally(late -> client.destroyForcibly());
      long first = sequence(said.readLine());
      for (long next = first + 1; next < first + EVENTS; next++) {
        assertThat(sequence(said.readLine())).isEqualTo(next);
      }
      await().atMost(LIMIT).until(() -> cursor(folder) > first);
      return first;
    } finally {
      client.destroy();
      client.waitFor();
    }
  }

  /** What comes next for this integrator, {@code 1 <sequence>} on disk; 0 before there is any. */
  private long cursor(Path folder) throws IOException {
    Path file = suite.home().resolve("services/audit/cursors/integrator." + folder.getFileName());
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip().substring(2)) : 0;
  }

  private static long sequence(String line) throws IOException {
    JsonNode event = new ObjectMapper().readTree(String.valueOf(line));
    assertThat(event.get("specversion").asText()).isEqualTo("1.0");
    return Long.parseLong(event.get("sequence").asText());
  }
}
