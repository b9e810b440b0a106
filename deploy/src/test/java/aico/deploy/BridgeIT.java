package aico.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.zmq.Bundle;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The bridge of a real suite: its trail in a file, at a webhook, and in a real MQTT broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BridgeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String WEBHOOK_KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Suite suite = Suite.launched("carried outward\n");
  private final Map<String, String> hooked = new ConcurrentHashMap<>();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private Path events = suite.beside("outside/events.ndjson");

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
    suite.close();
  }

  private JsonNode target(String name) {
    for (JsonNode target : suite.aico("bridge", "list", "--json").ok().json().path("targets")) {
      if (target.path("name").asText().equals(name)) {
        return target;
      }
    }
    return new ObjectMapper().createObjectNode();
  }

  private boolean isUpToDate(String name) {
    JsonNode target = target(name);
    return target.path("lag").asLong(-1) == 0 && target.path("state").asText().equals("running");
  }

  private List<String> services() {
    return suite.status().get("services").findValuesAsText("name");
  }

  private static Path secret(Path file, String content) throws IOException {
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  @Order(1)
  void withoutTargets_thereIsNoBridge() {
    assertThat(services()).doesNotContain("bridge");
    assertThat(suite.aico("bridge", "list", "--json").ok().json().path("targets")).isEmpty();
  }

  @Test
  @Order(2)
  void whatCannotBe_isUsage_andLeavesNothing() throws IOException {
    suite.aico("bridge", "add", "x", "--to", "ftp://example.org").exits(2);
    suite.aico("bridge", "add", "x", "--to", "mqtt://192.168.1.10").exits(2);
    suite.aico("bridge", "add", "../x", "--to", "file:/tmp/x").exits(2);
    suite.aico("bridge", "add", "x", "--to", "https://example.org/").exits(2);
    Path open = Files.writeString(suite.beside("open.secret"), "whsec_" + WEBHOOK_KEY);
    Suite.Result refused =
        suite.aico(
            "bridge", "add", "x", "--to", "https://example.org/", "--secret-file", open.toString());
    assertThat(refused.exits(2).err()).contains("chmod 600");
    suite.aico("bridge", "test", "x").exits(2);
    suite.aico("bridge", "remove", "x").exits(2);
    assertThat(suite.home().resolve("bridge/targets.json")).doesNotExist();
    assertThat(suite.aico("integrator", "list", "--json").ok().json().path("integrators"))
        .isEmpty();
  }

  @Test
  @Order(3)
  void trail_goesToAFile_byAProcessWithItsOwnUser() throws IOException {
    JsonNode added =
        suite.aico("bridge", "add", "file", "--to", "file:" + events, "--json").ok().json();
    assertThat(added.path("from").asLong()).isZero();

    await().atMost(LIMIT).until(() -> services().contains("bridge") && suite.healthy());
    await().atMost(LIMIT).until(() -> isUpToDate("file"));
    assertThat(Files.getOwner(suite.home().resolve("services/bridge")).getName())
        .endsWith("-bridge");
    assertThat(Files.getOwner(suite.home().resolve("bridge/targets.json")).getName())
        .isEqualTo("root");
    List<String> lines = Files.readAllLines(events);
    assertThat(lines.getFirst()).startsWith("{\"sequence\":\"00000000000000000000\"");
    assertThat(Files.readAttributes(events, "unix:gid").get("gid"))
        .as("the group of whoever reads logs")
        .isEqualTo(Files.readAttributes(events.getParent(), "unix:gid").get("gid"))
        .isNotEqualTo(0);
    assertThat(suite.eventCodes()).contains("integrator.added");
    suite.aico("bridge", "test", "file").ok();
    assertThat(Files.readString(events)).contains("aico.bridge.test");
    suite.aico("bridge", "add", "file", "--to", "file:" + events).exits(1);
  }

  @Test
  @Order(4)
  void vaults_areLocksInHomeAssistant_andAWebhookIsSigned() throws Exception {
    int broker = startMosquitto();
    Path password = secret(suite.beside("mqtt.password"), "of the broker\n");
    suite
        .aico(
            "bridge",
            "add",
            "house",
            "--to",
            "mqtt://127.0.0.1:" + broker + "/aico",
            "--allow-private",
            "--user",
            "aico",
            "--secret-file",
            password.toString())
        .ok();
    int hook = startWebhook();
    Path whsec = secret(suite.beside("hook.secret"), "whsec_" + WEBHOOK_KEY + "\n");
    suite
        .aico(
            "bridge",
            "add",
            "hook",
            "--to",
            "http://127.0.0.1:" + hook + "/hook",
            "--allow-private",
            "--secret-file",
            whsec.toString())
        .ok();
    await().atMost(LIMIT).until(() -> retained(broker).contains("aico/vault/home unlocked"));

    suite.aico("vault", "unmount", "home").ok();

    await().atMost(LIMIT).until(() -> retained(broker).contains("aico/vault/home locked"));
    assertThat(retained(broker))
        .anyMatch(line -> line.startsWith("homeassistant/binary_sensor/aico/vault_home/config"));
    await().atMost(LIMIT).until(() -> hooked.toString().contains("vault.unmounted"));
    suite.aico("bridge", "test", "house").ok();
    suite.aico("bridge", "test", "hook").ok();
    for (Path secret : List.of(password, whsec)) {
      String planted = Files.readString(secret).strip();
      assertThat(Files.readString(suite.home().resolve("logs/bridge.log"))).doesNotContain(planted);
      assertThat(Files.readString(suite.home().resolve("bridge/targets.json")))
          .doesNotContain(planted);
    }
  }

  @Test
  @Order(5)
  void killed_itComesBack_andNothingIsLost() throws IOException {
    ProcessHandle bridge = suite.process("bridge");
    suite.aico("vault", "mount", "home").ok();
    bridge.destroyForcibly();
    suite.aico("vault", "unmount", "home").ok();
    await()
        .atMost(LIMIT)
        .until(() -> services().contains("bridge") && suite.healthy() && isUpToDate("file"));

    List<Long> sequences = new ArrayList<>();
    for (String line : Files.readAllLines(events)) {
      if (line.startsWith("{\"sequence\"")) {
        long sequence = Long.parseLong(line.substring(13, 33));
        if (!sequences.contains(sequence)) {
          sequences.add(sequence);
        }
      }
    }
    for (int i = 0; i < sequences.size(); i++) {
      assertThat(sequences.get(i)).isEqualTo(i);
    }
    assertThat(Files.readString(events)).contains("vault.unmounted");
  }

  @Test
  @Order(6)
  void itsKey_opensTheTrailAlone_andAfterItsRemovalNothing() throws Exception {
    Insiders insiders = new Insiders(suite);
    Path key =
        Files.copy(
            suite.home().resolve("services/bridge/targets/hook/curve.key"),
            suite.beside("hook.key"));
    Bundle nothing = new Bundle("integrator/bridge-hook", Role.INTEGRATOR, 0, Map.of(), Map.of());
    insiders.knock(key, nothing, Set.of("audit.stream", "audit.live", "audit.alerts"));

    suite.aico("bridge", "remove", "hook").ok();

    insiders.knock(key, nothing, Set.of());
    assertThat(suite.home().resolve("services/bridge/targets/hook")).doesNotExist();
    assertThat(suite.home().resolve("bridge/hook.secret")).doesNotExist();
    assertThat(suite.eventCodes()).contains("integrator.removed");
  }

  @Test
  @Order(7)
  void downAndUp_takeItAlong_andWithTheLastTargetItEnds() {
    suite.aico("down").ok();
    assertThat(suite.status().get("services").findValuesAsText("name")).contains("bridge");
    suite.aicoReading("carried outward\n", "up", "--password-file", "-").ok();
    await().atMost(LIMIT).until(() -> isUpToDate("file") && isUpToDate("house"));

    suite.aico("bridge", "remove", "house").ok();
    suite.aico("bridge", "remove", "file").ok();

    await().atMost(LIMIT).until(() -> !services().contains("bridge"));
    assertThat(suite.aico("audit", "verify").ok().out()).contains("whole");
  }

  private int startWebhook() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(WEBHOOK_KEY), "HmacSHA256"));
    server.createContext(
        "/hook",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String id = exchange.getRequestHeaders().getFirst("webhook-id");
          String signed =
              id + "." + exchange.getRequestHeaders().getFirst("webhook-timestamp") + "." + body;
          String signature =
              "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
          boolean good =
              signature.equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
          if (good) {
            hooked.put(id, body);
          }
          exchange.sendResponseHeaders(good ? 204 : 401, -1);
          exchange.close();
        });
    server.start();
    parts.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  private int startMosquitto() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    Path folder = Files.createDirectory(suite.beside("mosquitto"));
    Path passwords = folder.resolve("passwords");
    suite
        .run(
            "",
            List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), "aico", "of the broker"))
        .ok();
    Path settings =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            "listener %d 127.0.0.1\nuser root\npassword_file %s\nallow_anonymous false\n"
                .formatted(port, passwords));
    Process process =
        suite.start(
            List.of("/usr/sbin/mosquitto", "-c", settings.toString()),
            folder.resolve("out"),
            folder.resolve("err"));
    parts.add(process::destroyForcibly);
    return port;
  }

  private List<String> retained(int broker) {
    return suite
        .run(
            "",
            List.of(
                "mosquitto_sub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(broker),
                "-u",
                "aico",
                "-P",
                "of the broker",
                "-t",
                "#",
                "-v",
                "--retained-only",
                "-W",
                "2"))
        .out()
        .lines()
        .toList();
  }
}
