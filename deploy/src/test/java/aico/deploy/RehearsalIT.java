package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.crypto.CurveKey;
import aico.bus.zmq.Bundle;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The procedures of {@code .github/RECOVERY.md}, line by line, after it has happened. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RehearsalIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Each guess that is let through takes a gibibyte and seconds, on a busy machine many. */
  private static final Duration GUESSING = Duration.ofMinutes(5);

  private static final String FIRST = "somebody is guessing this\n";
  private static final String SECOND = "nobody has guessed this one\n";

  private final Suite suite = Suite.launched(FIRST);

  /** Holds the one that counts. */
  private final Path password = suite.beside("password");

  /** What the capitals in the procedures stand for. */
  private final Map<String, String> names = new HashMap<>();

  RehearsalIT() throws IOException {
    Files.writeString(password, FIRST);
  }

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  @Order(1)
  void somebodyGuesses() throws IOException {
    Files.writeString(password, SECOND);
    names.put("KIT", suite.home().resolveSibling("kit.txt").toString());
    Path letter = Files.writeString(suite.vault("home").resolve("letter"), "still here");
    suite.aico("alerts", "respond", "no-such-rule", "lock").exits(2);
    suite.aico("alerts", "respond", "repeated-login-failures", "lock").ok();
    // From the third on it is made to wait; five that were let through are an alert.
    await()
        .atMost(GUESSING)
        .until(() -> {
          suite.aicoReading("a guess\n", "unlock", "--password-file", "-").exits(3);
          return isOpen("repeated-login-failures");
        });
    // It was chosen that this locks.
    await().atMost(LIMIT).until(() -> !Files.exists(letter));
    suite.aico("vault", "path", "home", "--mounted").exits(4);
    await().atMost(LIMIT).until(() -> suite.eventCodes().contains("alert.answered"));
    suite.aico("alerts", "respond", "repeated-login-failures", "off").ok();
    assertThat(suite.aico("alerts", "respond", "--json").ok().json().get("responses")).isEmpty();

    follow("Somebody guesses your password, or has it");

    suite.aico("lock").ok();
    suite.aicoReading(SECOND, "unlock", "--password-file", "-").ok();
    assertThat(letter).hasContent("still here");
  }

  @Test
  @Order(2)
  void aProgramTriesTheDoors() throws Exception {
    Path out = suite.beside("stranger");
    suite.aico("integrator", "add", "stranger", "--out", out.toString()).ok();
    names.put("INTEGRATOR", "stranger");
    Path key = suite.beside("stranger.key");
    try (CurveKey made = CurveKey.generate()) {
      made.write(key);
    }
    new Insiders(suite)
        .knock(key, new Bundle("stranger", Role.CLI, 0, Map.of(), Map.of()), Set.of());
    alert("bus-probed");

    follow("A program is where it should not be");

    assertThat(suite.aico("integrator", "list", "--json").ok().json().get("integrators")).isEmpty();
    assertThat(suite.eventCodes()).contains("credential.rotated");
  }

  /** The doors that were tried are what it takes for an alert; what to do is the same. */
  @Test
  @Order(3)
  void aServiceIsNotToBeTrusted() throws Exception {
    names.put("HOME", suite.home().toString());
    names.put("EVIDENCE", suite.beside("evidence").toString());

    follow("A service, or the trail, is not to be trusted");

    assertThat(suite.beside("evidence").resolve("trust/audit.pub")).exists();
    assertThat(suite.status().get("state").asText()).isEqualTo("running");
  }

  @Test
  @Order(4)
  void filesAreNotAsTheyWereLeft() throws Exception {
    Files.writeString(suite.vault("home").resolve("will"), "all to the cat");
    Path backup = suite.beside("backup");
    suite.aico("backup", backup.toString()).ok();
    names.put("VAULT", "home");
    names.put("BACKUP", backup.toString());
    String before = since();
    suite.aico("vault", "unmount", "home").ok();
    // How they were left is written down aside.
    await().atMost(LIMIT).until(() -> !since().equals(before));
    damage(suite.home().resolve("vaults/home/cipher"));
    assertThat(suite.aico("vault", "check", "home").exits(1).out()).isNotEmpty();
    alert("vault-damaged");

    follow("Files are not as you left them");
  }

  private String since() {
    return suite.aico("vault", "check", "home", "--json").ok().json().get("since").asText();
  }

  private static void damage(Path cipher) throws IOException {
    try (Stream<Path> files = Files.walk(cipher)) {
      Path biggest =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("gocryptfs"))
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(biggest);
      bytes[bytes.length - 1] ^= 1;
      Files.write(biggest, bytes);
    }
  }

  private void alert(String rule) {
    await().atMost(LIMIT).until(() -> isOpen(rule));
  }

  /** Whether there is an alert by that rule, which is the one to deal with from now on. */
  private boolean isOpen(String rule) {
    for (JsonNode one : suite.aico("alerts", "--json").ok().json().get("alerts")) {
      if (one.get("rule").asText().equals(rule)) {
        names.put("ID", one.get("id").asText());
        return true;
      }
    }
    return false;
  }

  /** Runs the lines of a procedure; where a terminal would ask for a password a file is given. */
  private void follow(String procedure) throws IOException {
    List<String> lines = lines(procedure);
    assertThat(lines).hasSizeGreaterThan(3);
    for (String line : lines) {
      String command = line;
      for (Map.Entry<String, String> name : names.entrySet()) {
        command = command.replaceAll("\\b" + name.getKey() + "\\b", name.getValue());
      }
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      boolean aico = words.getFirst().equals("aico");
      if (aico) {
        words.removeFirst();
      }
      if (line.startsWith("aico password change")) {
        words.addAll(List.of("--new-password-file", password.toString()));
      } else if (line.startsWith("aico unlock") || line.startsWith("aico backup verify")) {
        words.addAll(List.of("--password-file", password.toString()));
      }
      Suite.Result result = aico ? suite.aico(words.toArray(String[]::new)) : suite.run("", words);
      assertThat(result.exit())
          .as("%s: %s %s", line, result.out(), result.err())
          .isEqualTo(line.startsWith("aico vault check") ? 1 : 0);
    }
  }

  private List<String> lines(String procedure) throws IOException {
    String all = Files.readString(suite.checkout().resolve(".github/RECOVERY.md"));
    Matcher block =
        Pattern.compile("## " + Pattern.quote(procedure) + "\n.*?```\n(.*?)```", Pattern.DOTALL)
            .matcher(all);
    assertThat(block.find()).as(procedure).isTrue();
    return block.group(1).lines().toList();
  }
}
