package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Yesterday's files of a service are put back while the suite is down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollbackIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String OLD = "the password that leaked\n";
  private static final String NEW = "the password after that\n";

  private final Suite suite = Suite.launched(OLD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void yesterdaysKeysAndSessions_areNoticed_changeNothingMore_untilTheOwnerAcceptsThem()
      throws Exception {
    Path keys = suite.home().resolve("services/key/keys/owner.json");
    Path sessions = sessionsFile();
    Path yesterday = Files.createDirectory(suite.beside("yesterday"));
    copy(keys, yesterday.resolve("owner.json"));
    copy(sessions, yesterday.resolve("sessions"));
    Path fresh = Files.writeString(suite.beside("new"), NEW);
    suite
        .aicoReading(
            OLD,
            "password",
            "change",
            "--password-file",
            "-",
            "--new-password-file",
            fresh.toString())
        .ok();
    suite.aico("lock").ok();
    suite.aico("down").ok();

    copy(yesterday.resolve("owner.json"), keys);
    copy(yesterday.resolve("sessions"), sessions);
    suite.aicoReading(OLD, "up", "--password-file", "-").ok();

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(texts(suite.status().get("rolled_back")))
                .containsExactly("auth-service/sessions", "key-service/keys/owner"));
    assertThat(suite.eventCodes()).filteredOn("state.rolled_back"::equals).hasSize(2);
    Suite.Result doctor = suite.aico("doctor", "--json");
    assertThat(doctor.out()).contains("an older copy").contains("aico state accept");
    assertThat(suite.aico("status").ok().out()).contains("OLDER THAN THE TRAIL SAYS");

    Suite.Result refused =
        suite
            .aicoReading(
                OLD,
                "password",
                "change",
                "--password-file",
                "-",
                "--new-password-file",
                fresh.toString())
            .exits(1);
    assertThat(refused.err()).contains("read-only: keys/owner");
    suite.aico("vault", "create", "diary").exits(1);
    assertThat(suite.vault("home")).isDirectory();

    // In the older copy lived sessions that have ended: it took with it the one of this start.
    suite.aicoReading(OLD, "unlock", "--password-file", "-").ok();
    suite.aico("state", "accept").ok();

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(suite.status().get("rolled_back")).isEmpty());
    await().atMost(SOON).until(() -> suite.aico("vault", "create", "diary").exit() == 0);
    assertThat(suite.eventCodes()).contains("state.accepted");
    suite.aico("audit", "verify").ok();
  }

  private Path sessionsFile() throws IOException {
    try (var files = Files.list(suite.home().resolve("services/auth"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("sessions"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** With its owner and mode, as who puts a file back would. */
  private void copy(Path from, Path to) {
    suite.run("", List.of("cp", "-a", from.toString(), to.toString())).ok();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new java.util.ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts.stream().sorted().toList();
  }
}
