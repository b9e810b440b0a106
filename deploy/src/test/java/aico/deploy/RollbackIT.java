package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Yesterday's files of a service are put back while the suite is down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollbackIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String OLD = "the password that leaked\n";
  private static final String NEW = "the password after that\n";

  private final Suite suite = Suite.launched(OLD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void yesterdaysFiles_areNoticed_changeNothingMore_untilTheOwnerAcceptsThem() throws Exception {
    Path keys = suite.home().resolve("services/key/keys/owner.json");
    Path sessions = suite.home().resolve("services/auth/sessions.sealed");
    Path vault = suite.home().resolve("services/vault/vaults/home.json");
    Path yesterday = Files.createDirectory(suite.beside("yesterday"));
    copy(keys, yesterday.resolve("owner.json"));
    copy(sessions, yesterday.resolve("sessions"));
    copy(vault, yesterday.resolve("home.json"));
    suite.aicoReading(OLD, "unattended", "on", "--password-file", "-").ok();
    Path fresh = Files.writeString(suite.beside("new"), NEW);
    changePassword(fresh).ok();
    suite.aico("vault", "set", "home", "--idle-lock", "15m").ok();
    suite.aico("lock").ok();
    await().atMost(SOON).until(() -> manifest().isPresent());
    suite.aico("down").ok();

    copy(yesterday.resolve("owner.json"), keys);
    copy(yesterday.resolve("sessions"), sessions);
    copy(yesterday.resolve("home.json"), vault);
    Path manifest = manifest().orElseThrow();
    Files.delete(manifest);
    // A person's lock is taken away, too.
    Files.delete(suite.home().resolve("services/key/held.json"));
    suite.aicoReading(OLD, "up", "--password-file", "-").ok();

    String id = manifest.getFileName().toString().replace(".manifest", "");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(texts(suite.status().get("rolled_back")))
                .containsExactly(
                    "auth-service/sessions",
                    "key-service/held",
                    "key-service/keys/owner",
                    "vault-service/manifests/" + id,
                    "vault-service/vaults/" + id));
    assertThat(suite.eventCodes()).filteredOn("state.rolled_back"::equals).hasSize(5);
    Suite.Result doctor = suite.aico("doctor", "--json");
    assertThat(doctor.out()).contains("an older copy").contains("aico state accept");
    assertThat(suite.aico("status").ok().out()).contains("OLDER THAN THE TRAIL SAYS");

    // It opens as the older file says, reads and locks, and changes nothing.
    suite.aicoReading(OLD, "unlock", "--password-file", "-").ok();
    assertThat(suite.vault("home")).isDirectory();
    assertThat(changePassword(fresh).exits(1).err()).contains("read-only: held, keys/owner");
    assertThat(suite.aico("vault", "create", "diary").exits(1).err())
        .contains("read-only: sessions");
    assertThat(suite.aico("audit", "search", "--code", "state.rolled_back").ok().out())
        .contains("keys/");
    suite.aico("lock").ok();
    suite.aicoReading(NEW, "state", "accept", "--password-file", "-").exits(3);
    assertThat(suite.status().get("rolled_back")).hasSize(5);

    assertThat(suite.aicoReading(OLD, "state", "accept", "--password-file", "-").ok().out())
        .contains("accepted key-service/keys/owner");

    assertThat(suite.status().get("rolled_back")).isEmpty();
    await()
        .atMost(SOON)
        .until(() -> {
          suite.aico("vault", "create", "diary");
          return suite.aico("vault", "path", "diary", "--mounted").exit() == 0;
        });
    await().atMost(SOON).until(() -> changePassword(fresh).exit() == 0);
    suite.aico("down").ok();
    suite.aicoReading(NEW, "up", "--password-file", "-").ok();
    assertThat(suite.status().get("rolled_back")).isEmpty();
    assertThat(suite.eventCodes()).filteredOn("state.rolled_back"::equals).hasSize(5);
    suite.aico("audit", "verify").ok();
  }

  private Suite.Result changePassword(Path fresh) {
    return suite.aicoReading(
        OLD, "password", "change", "--password-file", "-", "--new-password-file", fresh.toString());
  }

  private Optional<Path> manifest() throws IOException {
    try (var files = Files.list(suite.home().resolve("services/vault/manifests"))) {
      return files.filter(file -> file.toString().endsWith(".manifest")).findFirst();
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
