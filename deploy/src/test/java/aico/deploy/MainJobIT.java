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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The main job of the README from nothing to a verified trail, step by step on one suite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {
  private static final String PASSWORD = "correct horse battery staple\n";

  private final Suite suite = Suite.create();

  @BeforeAll
  void firstLaunch() {
    Suite.Result up =
        suite.aicoReading(
            PASSWORD,
            "up",
            "--password-file",
            "-",
            "--recovery-kit",
            suite.beside("kit.txt").toString());
    up.ok();
    assertThat(up.out()).contains(suite.home().resolve("mnt/home").toString());
  }

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  @Order(1)
  void afterTheFirstLaunch_everythingIsHealthyAndTheVaultIsMounted() throws IOException {
    JsonNode status = suite.status();

    assertThat(status.get("state").asText()).isEqualTo("running");
    assertThat(status.get("services").findValuesAsText("name"))
        .contains(
            "key-service", "auth-service", "policy-service", "audit-service", "vault-service");
    assertThat(status.get("services").findValuesAsText("state")).containsOnly("healthy");
    assertThat(status.get("services").findValues("pss_bytes"))
        .allSatisfy(pss -> assertThat(pss.asLong()).isPositive());
    assertThat(status.at("/vaults/0/name").asText()).isEqualTo("home");
    assertThat(status.at("/vaults/0/state").asText()).isEqualTo("mounted");
    assertThat(Files.readString(suite.beside("kit.txt"))).isNotBlank();
  }

  @Test
  @Order(2)
  void filesGoIntoTheVault_andNothingOfThemLiesBesideIt() throws IOException {
    Path files = suite.vault("home");

    suite.run("", List.of("cp", "-r", "/usr/share/common-licenses", files.toString())).ok();

    assertThat(Files.readString(files.resolve("common-licenses/BSD"))).contains("Redistribution");
  }

  @Test
  @Order(3)
  void aSecondVaultIsMadeAndMounted() throws IOException {
    JsonNode made = suite.aico("vault", "create", "diary", "--json").ok().json();

    assertThat(made.get("state").asText()).isEqualTo("mounted");
    Files.writeString(Path.of(made.get("path").asText(), "day-one.txt"), "dear diary");
    suite.aico("vault", "create", "diary").exits(1);
    suite.aico("vault", "mount", "diary").exits(0);
  }

  @Test
  @Order(4)
  void anIntegratorFollowsTheTrail() throws IOException {
    Path out = suite.beside("siem");
    suite.aico("integrator", "add", "siem", "--out", out.toString()).ok();

    Suite.Result first =
        suite.run(
            "", List.of(out.resolve("subscribe.py").toString(), "--from", "0", "--count", "5"));

    first.ok();
    assertThat(first.jsonLines()).hasSize(5);
    assertThat(first.jsonLines().getFirst().get("specversion").asText()).isEqualTo("1.0");
    assertThat(
            suite
                .aico("integrator", "list", "--json")
                .ok()
                .json()
                .at("/integrators/0/name")
                .asText())
        .isEqualTo("siem");
    suite.aico("integrator", "add", "siem", "--out", suite.beside("siem2").toString()).exits(1);
  }

  @Test
  @Order(5)
  void lockedMeansGone_andUnlockBringsItBack() throws IOException {
    Path file = suite.vault("diary").resolve("day-one.txt");

    suite.aico("lock").ok();

    assertThat(file).doesNotExist();
    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    suite.aico("vault", "mount", "diary").exits(4);
    suite.aico("vault", "path", "diary", "--mounted").exits(4);
    suite.aico("vault", "path", "diary").ok();
    suite.aico("audit", "tail").ok();
    suite.aico("lock").ok();

    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();

    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(file));
    assertThat(Files.readString(file)).isEqualTo("dear diary");
  }

  @Test
  @Order(6)
  void aWrongPasswordIsDeniedThrottledAndRecorded() {
    suite.aico("lock").ok();

    Suite.Result wrong =
        suite.aicoReading("not the password\n", "unlock", "--password-file", "-", "--json");

    wrong.exits(3);
    assertThat(wrong.json().at("/error/code").asText()).isEqualTo("denied");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            suite
                    .aicoReading("not the password\n", "unlock", "--password-file", "-", "--json")
                    .exits(3)
                    .json()
                    .at("/error/retry_after_s")
                    .asLong()
                > 0);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").exit() == 0);
    assertThat(suite.eventCodes()).contains("auth.login_failed");
  }

  @Test
  @Order(7)
  void downAndUp_keepEverything() throws IOException {
    suite.aico("down").ok();
    suite.aico("down").ok();
    assertThat(suite.status().get("state").asText()).isEqualTo("down");
    suite.aico("vault", "list").exits(5);

    suite.aico("up").ok();
    suite.aico("up").ok();
    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();

    Path file = suite.vault("diary").resolve("day-one.txt");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(file));
    assertThat(Files.readString(file)).isEqualTo("dear diary");
  }

  @Test
  @Order(8)
  void theTrail_isSearchedExportedAndProven_byTheOwnerAlone() throws Exception {
    List<JsonNode> mounted =
        suite
            .aico(
                "audit",
                "search",
                "--code",
                "vault.mounted",
                "--resource",
                "diary",
                "--from",
                "1h",
                "--json")
            .ok()
            .jsonLines();
    assertThat(mounted).isNotEmpty();
    assertThat(mounted)
        .allSatisfy(event ->
            assertThat(event.at("/data/metadata/event_code").asText()).isEqualTo("vault.mounted"));
    long count =
        suite
            .aico(
                "audit",
                "search",
                "--code",
                "vault.mounted",
                "--resource",
                "diary",
                "--count",
                "--json")
            .ok()
            .json()
            .get("count")
            .asLong();
    assertThat(count).isGreaterThanOrEqualTo(mounted.size());
    String number = mounted.getFirst().get("sequence").asText().replaceFirst("^0+(?=.)", "");
    assertThat(suite.aico("audit", "show", number).ok().out()).contains("Vault diary was mounted");

    Path csv = suite.beside("trail.csv");
    long exported =
        suite
            .aico("audit", "export", "--format", "csv", csv.toString(), "--json")
            .ok()
            .json()
            .get("events")
            .asLong();
    assertThat(Files.readAllLines(csv)).hasSizeGreaterThan((int) exported);
    suite.aico("audit", "export", "--format", "csv", csv.toString()).exits(2);

    Path proof = suite.beside("one.tlog-proof");
    suite.aico("audit", "prove", number, "--out", proof.toString()).ok();
    suite.aico("audit", "verify-proof", proof.toString()).ok();
    Files.writeString(proof, Files.readString(proof).replace("index " + number, "index 0"));
    suite.aico("audit", "verify-proof", proof.toString()).exits(1);

    suite.aico("lock").ok();
    suite.aico("audit", "search").exits(4);
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
  }

  @Test
  @Order(9)
  void theTrailIsWhole_withAndWithoutServices() {
    JsonNode running = suite.aico("audit", "verify", "--json").ok().json();
    assertThat(running.get("whole").asBoolean()).isTrue();
    assertThat(suite.eventCodes())
        .contains(
            "service.started",
            "key.unlocked",
            "key.locked",
            "key.handed_out",
            "auth.login",
            "token.issued",
            "decision.allowed",
            "vault.created",
            "vault.mounted",
            "vault.unmounted",
            "integrator.added");

    suite.aico("down").ok();

    JsonNode stopped = suite.aico("audit", "verify", "--json").ok().json();
    assertThat(stopped.get("whole").asBoolean()).isTrue();
    assertThat(stopped.get("size").asLong()).isGreaterThan(running.get("size").asLong());
  }
}
