package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.crypto.CurveKey;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.RequestClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For every pair of principal and topic, with the real bundles: exactly the listed get through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
  private static final Duration ASK = Duration.ofSeconds(5);

  private final Suite suite = Suite.launched("only those who are listed\n");
  private final Insiders insiders = new Insiders(suite);

  @AfterAll
  void stop() {
    suite.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "auth", "policy", "audit", "vault", "cli"})
  void principal_getsThroughWhereItIsListed_andNowhereElse(String name) throws Exception {
    Bundle real = insiders.bundle(name);
    Set<String> listed = new TreeSet<>();
    real.topics().forEach((topic, use) -> addIfJoined(listed, topic, use));

    insiders.knock(insiders.key(name), real, listed);
  }

  @Test
  void stranger_getsThroughNowhere() throws Exception {
    Path key = suite.beside("stranger.key");
    try (CurveKey made = CurveKey.generate()) {
      made.write(key);
    }

    insiders.knock(key, new Bundle("stranger", Role.CLI, 0, Map.of(), Map.of()), Set.of());

    AtomicReference<@Nullable JsonNode> alert = new AtomicReference<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          for (JsonNode one : suite.aico("alerts", "--json").ok().json().get("alerts")) {
            alert.set(one.get("rule").asText().equals("bus-probed") ? one : alert.get());
          }
          return alert.get() != null;
        });
    String id = Objects.requireNonNull(alert.get()).get("id").asText();
    JsonNode shown = suite.aico("alerts", "show", id.substring(0, 8), "--json").ok().json();
    assertThat(shown.get("events")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(shown.at("/alert/advice").asText()).contains("ss -tnp");
    suite.aico("alerts", "ack", id).ok();
    assertThat(suite.aico("alerts", "resolve", id, "--json").ok().json().get("state").asText())
        .isEqualTo("resolved");
    assertThat(suite.eventCodes()).contains("alert.raised", "alert.acknowledged", "alert.resolved");
    assertThat(suite.aico("alerts", "rules", "--json").ok().json().get("rules"))
        .hasSizeGreaterThan(15);
    suite.aico("alerts", "suppress", "no-such-rule").exits(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "policy", "audit", "vault", "cli"})
  void principal_isRefusedEveryRequestThatItsRoleDoesNotHave(String name) throws IOException {
    Bundle real = insiders.bundle(name);
    try (Impostor impostor = insiders.impostor(insiders.key(name), real)) {
      for (RequestType type : RequestType.values()) {
        if (!(real.topics().get(type.topic()) instanceof BundleTopic.Joined joined)
            || joined.requests().contains(type.wireName())) {
          continue;
        }
        RequestClient client = impostor.client(type.topic());
        RequestFailed refused =
            catchThrowableOfType(RequestFailed.class, () -> client.ask(Insiders.sample(type), ASK));
        assertThat(refused).as("%s asks %s", name, type.wireName()).isNotNull();
        assertThat(refused.code())
            .as("%s asks %s", name, type.wireName())
            .isEqualTo(ErrorCode.DENIED);
        assertThat(refused.rule()).contains("contract");
      }
    }
  }

  @Test
  void everySocket_isBoundToLoopback() throws IOException {
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : java.nio.file.Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (!columns[3].equals("0A")) {
          continue;
        }
        int port = Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16);
        if (port >= suite.portBase() && port < suite.portBase() + 40) {
          assertThat(columns[1])
              .as("listening on %s", line)
              .matches(
                  "(0100007F|0000000000000000FFFF00000100007F|00000000000000000000000001000000):.*");
        }
      }
    }
  }

  private static void addIfJoined(Set<String> listed, String topic, BundleTopic use) {
    if (use instanceof BundleTopic.Joined) {
      listed.add(topic);
    }
  }
}
