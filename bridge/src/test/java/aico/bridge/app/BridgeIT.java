package aico.bridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.crypto.CurveKey;
import aico.bus.testing.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped process against a stream over the real bus and receivers on real sockets. */
class BridgeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long EVENTS = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final List<CurveKey> keys = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger status = new AtomicInteger(200);
  private PlayedLog log;
  private HttpServer server;
  private int port;

  @BeforeEach
  void parts() throws IOException {
    Files.createDirectories(folder.resolve("config"));
    Files.createDirectories(folder.resolve("state/targets"));
    log = new PlayedLog(folder.resolve("home"), EVENTS);
    port = Ports.free();
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/hook",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (status.get() == 200) {
            received.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          }
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    log.close();
    keys.forEach(CurveKey::close);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Adds a target as the command does. */
  private void target(String name, String to, boolean secret) throws IOException {
    Path own = Files.createDirectories(folder.resolve("state/targets/" + name));
    CurveKey key = CurveKey.generate();
    keys.add(key);
    key.write(own.resolve("curve.key"));
    log.admit("bridge-" + name, key);
    if (secret) {
      Files.writeString(
          folder.resolve("config/" + name + ".secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    }
    targets.add(
        """
        {"name":"%s","to":"%s","shape":"ocsf","filter":"*/unknown","from":0,"allow_private":%b,"user":"","secret":%b,"ca":false,"rotate_mib":64,"rotate_hours":168,"keep":7}\
        """
            .formatted(name, to, !to.startsWith("file:"), secret));
    write();
  }

  private void write() throws IOException {
    Path draft = folder.resolve("config/draft");
    Files.writeString(
        draft,
        """
        {"version":1,"endpoint":"%s","server_key":"%s","targets":[%s]}\
        """
            .formatted(
                log.endpoint(), log.serverKey(folder.resolve("home")), String.join(",", targets)));
    Files.move(
        draft, folder.resolve("config/targets.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private JsonNode state(String name) throws IOException {
    Path file = folder.resolve("state/status.json");
    if (Files.exists(file)) {
      for (JsonNode target : JSON.readTree(Files.readString(file)).path("targets")) {
        if (target.path("name").asText().equals(name)) {
          return target;
        }
      }
    }
    return JSON.createObjectNode();
  }

  private static List<Long> sequences(List<String> lines) {
    return lines.stream().map(line -> Long.parseLong(line.substring(13, 33))).toList();
  }

  private static List<Long> all() {
    return LongStream.range(0, EVENTS).boxed().toList();
  }

  @Test
  void killedInTheMiddle_itLosesNothing_andWhatComesTwiceHasTheSameId() throws Exception {
    Path file = folder.resolve("events.ndjson");
    target("file", "file:" + file, false);
    target("hook", url("/hook"), true);
    for (int kills = 0; kills < 3; kills++) {
      int before = received.size();
      try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
        int enough = before + 40;
        await().atMost(LIMIT).until(() -> received.size() >= enough);
        bridge.kill();
      }
    }
    try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
      await()
          .atMost(LIMIT)
          .until(() ->
              log.acknowledged("bridge-file") == EVENTS
                  && log.acknowledged("bridge-hook") == EVENTS);
      assertThat(bridge.stop()).isZero();
    }
    List<Long> lines = sequences(Files.readAllLines(file));
    assertThat(lines.stream().distinct().toList()).as("in order, none missing").isEqualTo(all());
    assertThat(received.stream().distinct().toList())
        .isEqualTo(all().stream().map(sequence -> "id-" + sequence).toList());
  }

  @Test
  void slowTarget_holdsUpNobody_andWhoWasAwayGetsAll() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    Path file = folder.resolve("events.ndjson");
    status.set(503);
    target("slow", url("/slow"), true);
    target("away", url("/hook"), true);
    try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
      // Added while it runs.
      target("file", "file:" + file, false);
      await().atMost(LIMIT).until(() -> log.acknowledged("bridge-file") == EVENTS);
      assertThat(log.acknowledged("bridge-slow")).isZero();
      await().atMost(LIMIT).until(() -> state("away").path("state").asText().equals("failing"));
      assertThat(state("away").path("error").asText()).startsWith("HTTP 503");
      assertThat(log.acknowledged("bridge-away")).isZero();

      status.set(200);
      await().atMost(LIMIT).until(() -> log.acknowledged("bridge-away") == EVENTS);
      assertThat(state("file").path("head").asLong()).isEqualTo(EVENTS);

      // Its credential is gone: it says so, and the others go on.
      log.remove("bridge-file");
      targets.removeIf(target -> target.contains("\"slow\""));
      write();
      await().atMost(LIMIT).until(() -> state("slow").isEmpty());
      release.countDown();
      assertThat(bridge.stop()).isZero();
    }
    assertThat(sequences(Files.readAllLines(file))).isEqualTo(all());
  }

  @Test
  void refusedForGood_standsInTheDeadLetterFile() throws Exception {
    status.set(422);
    target("hook", url("/hook"), true);
    try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
      await().atMost(LIMIT).until(() -> state("hook").path("dead_letters").asLong() > 10);
      status.set(200);
      await().atMost(LIMIT).until(() -> log.acknowledged("bridge-hook") == EVENTS);
      assertThat(bridge.stop()).isZero();
    }
    List<String> dead = Files.readAllLines(folder.resolve("state/targets/hook/dead.ndjson"));
    assertThat(dead.size() + received.size()).isEqualTo(EVENTS);
    assertThat(JSON.readTree(dead.getFirst()).path("reason").asText()).isEqualTo("HTTP 422");
  }

  @Test
  void hostWithoutConsent_isNotConnectedTo_andNothingRunsWithoutTheGuard() throws Exception {
    int at = server.getAddress().getPort();
    target("literal", "otlp+https://127.0.0.1:" + at + "/hook", false);
    target("self", "otlp+https://localhost:" + at + "/hook", false);
    targets.replaceAll(
        target -> target.replace("\"allow_private\":true", "\"allow_private\":false"));
    write();
    try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
      for (String name : List.of("literal", "self")) {
        await()
            .atMost(LIMIT)
            .until(() -> state(name).path("error").asText().contains("--allow-private"));
      }
      assertThat(bridge.stop()).isZero();
    }
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 logs.example.org\n");
    try (BridgeProcess bridge =
        BridgeProcess.start(folder, port, List.of("-Djdk.net.hosts.file=" + hosts))) {
      assertThat(bridge.exitCode()).isEqualTo(1);
      assertThat(bridge.log()).contains("not resolved by the guard");
    }
    assertThat(received).isEmpty();
  }

  @Test
  void settingsThatAreNone_changeNothing_andAreTold() throws Exception {
    Path file = folder.resolve("events.ndjson");
    target("file", "file:" + file, false);
    try (BridgeProcess bridge = BridgeProcess.start(folder, port, List.of())) {
      await().atMost(LIMIT).until(() -> log.acknowledged("bridge-file") == EVENTS);
      Files.writeString(folder.resolve("config/targets.json"), "{\"version\":9}");
      await()
          .atMost(LIMIT)
          .until(() ->
              JSON.readTree(Files.readString(folder.resolve("state/status.json")))
                  .path("problem")
                  .asText()
                  .contains("newer build"));
      assertThat(state("file").path("state").asText()).isEqualTo("running");
      assertThat(bridge.stop()).isZero();
    }
  }

  @Test
  void check_andTest_sayWhatIsWrong_orThatItArrived() throws Exception {
    Path file = folder.resolve("events.ndjson");
    target("file", "file:" + file, false);
    target("hook", url("/hook"), true);
    try (BridgeProcess check = BridgeProcess.start(folder, port, List.of(), "--check")) {
      assertThat(check.exitCode()).isZero();
    }
    try (BridgeProcess test = BridgeProcess.start(folder, port, List.of(), "--test", "file")) {
      assertThat(test.exitCode()).isZero();
    }
    assertThat(Files.readString(file)).contains("\"aico.bridge.test\"").endsWith("\n");
    try (BridgeProcess test = BridgeProcess.start(folder, port, List.of(), "--test", "hook")) {
      assertThat(test.exitCode()).isZero();
    }
    assertThat(received).hasSize(1);
    status.set(401);
    try (BridgeProcess test = BridgeProcess.start(folder, port, List.of(), "--test", "hook")) {
      assertThat(test.exitCode()).isEqualTo(1);
      assertThat(test.log()).contains("to: HTTP 401");
    }
    Files.writeString(folder.resolve("config/hook.secret"), "whsec_not-base64!");
    try (BridgeProcess check = BridgeProcess.start(folder, port, List.of(), "--check")) {
      assertThat(check.exitCode()).isEqualTo(2);
      assertThat(check.log()).contains("secret_file: ").doesNotContain("not-base64!");
    }
  }
}
