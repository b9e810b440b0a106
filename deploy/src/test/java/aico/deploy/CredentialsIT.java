package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultRequest;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.RequestClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Every process gets another key pair while the suite is in use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CredentialsIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String PASSWORD = "keys do not last for ever\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Suite suite = Suite.launched(PASSWORD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  @Order(1)
  void all_whileTheSuiteIsInUse_noRequestFails_noRecordIsLost_andTheOldKeysOpenNothing()
      throws Exception {
    Path stolen = copyOfTheCommandsCredential();
    Map<String, String> before = keys();
    List<String> failures = new CopyOnWriteArrayList<>();
    AtomicInteger answers = new AtomicInteger();
    AtomicInteger mounts = new AtomicInteger();
    AtomicBoolean end = new AtomicBoolean();
    try (Bus bus = Bus.open(suite.home().resolve("cli"), BusMeters.none())) {
      RequestClient client = bus.client(Topics.VAULT_REQUESTS);
      List<CompletableFuture<Void>> load = new ArrayList<>();
      load.add(
          CompletableFuture.runAsync(
              () -> {
                while (!end.get()) {
                  RequestFailed failed =
                      catchThrowableOfType(
                          RequestFailed.class,
                          () -> client.ask(new VaultRequest.ListVaults(), SOON));
                  if (failed != null) {
                    failures.add(String.valueOf(failed.getMessage()));
                  }
                  answers.incrementAndGet();
                }
              },
              task -> Thread.ofPlatform().start(task)));
      // With the session, which is bound to the command's principal, and a decision for each.
      load.add(
          CompletableFuture.runAsync(
              () -> {
                while (!end.get()) {
                  for (String what : List.of("unmount", "mount")) {
                    Suite.Result result = suite.aico("vault", what, "home");
                    if (result.exit() != 0) {
                      failures.add(what + ": " + result.err());
                    }
                  }
                  mounts.incrementAndGet();
                }
              },
              task -> Thread.ofPlatform().start(task)));
      await().atMost(SOON).until(() -> mounts.get() > 0);
      int mountsBefore = mounts.get();

      JsonNode done = suite.aico("credentials", "rotate", "--json").ok().json();

      assertThat(done.get("rotated")).hasSize(6);
      assertThat(done.get("left_out").isNull()).isTrue();
      int answersThen = answers.get();
      await().atMost(SOON).until(() -> answers.get() > answersThen);
      end.set(true);
      CompletableFuture.allOf(load.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      assertThat(failures).isEmpty();
      assertThat(mounts.get()).isGreaterThan(mountsBefore);
    }
    Map<String, String> after = keys();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.values()).doesNotContainAnyElementsOf(before.values());
    assertThat(Files.readString(suite.home().resolve("principals.json")))
        .doesNotContain("next_key", "previous_key");
    assertThat(suite.healthy()).isTrue();

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          List<String> codes = suite.eventCodes();
          assertThat(codes).filteredOn("credential.rotated"::equals).hasSize(5);
          assertThat(codes).filteredOn("credential.overlap_began"::equals).hasSize(5);
          assertThat(codes).filteredOn("credential.overlap_ended"::equals).hasSize(5);
          assertThat(codes).filteredOn("vault.mounted"::equals).hasSize(mounts.get() + 1);
          assertThat(codes).doesNotContain("record.gap", "record.conflict");
        });
    suite.aico("audit", "verify").ok();
    try (Bus old = Bus.open(stolen, BusMeters.none())) {
      RequestFailed refused =
          catchThrowableOfType(
              RequestFailed.class,
              () ->
                  old.client(Topics.VAULT_REQUESTS)
                      .ask(new VaultRequest.ListVaults(), Duration.ofSeconds(3)));
      assertThat(refused.code()).isEqualTo(ErrorCode.UNREACHABLE);
    }
  }

  /** Its bundle is that of now, so that its key alone is old. */
  private Path copyOfTheCommandsCredential() throws IOException {
    Path copy = Files.createDirectory(suite.beside("stolen"));
    for (String name : List.of("curve.key", "bundle.json")) {
      Files.copy(
          suite.home().resolve("cli").resolve(name),
          copy.resolve(name),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return copy;
  }

  @Test
  @Order(2)
  void killedAnywhere_theNextUpFinishesIt_orTakesItBack() throws Exception {
    for (int delayMs : new int[] {1_600, 3_000, 4_500}) {
      Path out = suite.beside("rotate.out");
      Process rotating =
          suite.start(
              List.of(suite.checkout().resolve("aico").toString(), "credentials", "rotate"),
              out,
              out);
      if (!rotating.waitFor(delayMs, TimeUnit.MILLISECONDS)) {
        rotating.descendants().forEach(ProcessHandle::destroyForcibly);
        rotating.destroyForcibly().waitFor();
      }
      suite.aico("status").ok();
      if (delayMs == 1_600) {
        suite.aico("down").ok();
      }
      suite.aico("up").ok();
      assertThat(Files.readString(suite.home().resolve("principals.json")))
          .doesNotContain("next_key", "previous_key");
      assertThat(suite.healthy()).isTrue();
      suite.aico("vault", "list").ok();
    }
  }

  @Test
  @Order(3)
  void anIntegratorsNewCredential_goesOnWhereTheOldOneStopped_whichOpensNothing() {
    Path old = suite.beside("siem");
    Path fresh = suite.beside("siem-new");
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    suite.aico("integrator", "renew", "siem", "--out", fresh.toString()).exits(2);
    suite.aico("integrator", "add", "siem", "--out", old.toString()).ok();
    assertThat(subscribe(old, "--from", "0", "--count", "3").jsonLines()).hasSize(3);

    suite.aico("integrator", "renew", "siem", "--out", fresh.toString()).ok();

    JsonNode next = subscribe(fresh, "--count", "1").jsonLines().getFirst();
    assertThat(next.get("sequence").asText()).isEqualTo("%020d".formatted(3));
    Suite.Result refused =
        suite.run(
            "", List.of("timeout", "5", old.resolve("subscribe.py").toString(), "--count", "1"));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.out()).isEmpty();
    assertThat(suite.eventCodes()).contains("integrator.renewed");

    JsonNode done = suite.aico("credentials", "rotate", "--json").ok().json();
    assertThat(done.get("left_out").asText()).isEqualTo("audit-service");
    assertThat(done.at("/integrators/0").asText()).isEqualTo("siem");
    assertThat(subscribe(fresh, "--count", "1").jsonLines()).hasSize(1);
  }

  /** The suite is unlocked, and an integrator listens. */
  @Test
  @Order(4)
  void installationKey_whileTheSuiteIsInUse_sessionsAndStreamsGoOn_andTheOldOneOpensNothing()
      throws Exception {
    suite.aicoReading(PASSWORD, "unattended", "on", "--password-file", "-").ok();
    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "mount", "home").ok();
    Path trusted = suite.home().resolve("trust/audit.pub");
    String vkey = Files.readString(trusted);
    Path out = suite.beside("stream.out");
    Process listening =
        suite.start(List.of(suite.beside("siem-new").resolve("subscribe.py").toString()), out, out);
    try (OldInstallationKey old = OldInstallationKey.of(suite.home())) {
      assertThat(old.opens())
          .contains(
              "auth/sessions.sealed",
              "auth/token-signing.sealed",
              "audit/log-signing.sealed",
              "audit/pseudonyms.sealed",
              "key/keys/owner.json",
              "key/installation.json",
              "owner.json unattended",
              "attestation")
          .anyMatch(name -> name.endsWith(".manifest"))
          .anyMatch(name -> name.startsWith("audit/epoch-keys/"));

      JsonNode done = rotateInstallation().ok().json();

      assertThat(done.get("waiting")).isEmpty();
      assertThat(old.opens()).isEmpty();
    }
    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "mount", "home").ok();
    assertThat(suite.eventCodes()).contains("key.installation_rotated");
    suite.aico("audit", "verify").ok();
    assertThat(Files.readString(trusted)).isEqualTo(vkey);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(Files.readString(out))
                .contains("key.installation_rotated", "vault.mounted"));
    assertThat(listening.isAlive()).isTrue();
    listening.destroy();
  }

  @Test
  @Order(5)
  void installationKey_keyServiceKilledInTheMiddle_goesOnByItself_andComesBackAfterDown()
      throws Exception {
    Path record = suite.home().resolve("services/key/installation.json");
    try (OldInstallationKey old = OldInstallationKey.of(suite.home())) {
      ProcessHandle victim = suite.process("key-service");
      CompletableFuture<Void> killed =
          CompletableFuture.runAsync(
              () -> {
                await().atMost(SOON).until(() -> Files.readString(record).contains("rotation"));
                victim.destroyForcibly();
              },
              task -> Thread.ofPlatform().start(task));
      Suite.Result rotated = rotateInstallation();
      killed.get(20, TimeUnit.SECONDS);
      if (rotated.exit() != 0) {
        // The command's own request fell on the dead service.
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> suite.healthy() && !Files.readString(record).contains("rotation"));
      }
      await().atMost(SOON).untilAsserted(() -> assertThat(old.opens()).isEmpty());
    }
    suite.aico("down").ok();
    suite.aico("up").ok();
    assertThat(suite.healthy()).isTrue();
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    suite.aico("vault", "mount", "home").ok();
    suite.aico("audit", "verify").ok();
  }

  private Suite.Result rotateInstallation() {
    return suite.aicoReading(
        PASSWORD, "key", "rotate", "installation", "--password-file", "-", "--json");
  }

  private Suite.Result subscribe(Path folder, String... arguments) {
    List<String> line = new ArrayList<>(List.of(folder.resolve("subscribe.py").toString()));
    line.addAll(List.of(arguments));
    return suite.run("", line).ok();
  }

  private Map<String, String> keys() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (JsonNode one :
        JSON.readTree(suite.home().resolve("principals.json").toFile()).get("principals")) {
      keys.put(one.get("name").asText(), one.get("public_key").asText());
    }
    return keys;
  }
}
