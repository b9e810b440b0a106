package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.Bridges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeStatusTest {
  private static final BridgeFiles.Entry ENTRY =
      new BridgeFiles.Entry(
          "loki", "otlp+https://l", "ocsf", "*/unknown", 3, false, "", false, false, 64, 168, 7);

  @Test
  void status_isPutTogetherWithTheSettings_andSpeaksNoControlCharacters() {
    Bridges.Target target =
        BridgeStatus.target(
            ENTRY,
            BridgeStatus.parse(
                    "{\"targets\":[{\"name\":\"loki\",\"state\":\"failing\",\"cursor\":5,\"head\":9,\"error\":\"HTTP 503\\u001b[31m\\n\",\"error_at_ms\":1000}]}")
                .get("loki"));
    assertThat(target.lag()).isEqualTo(4);
    assertThat(target.last_error()).isEqualTo("HTTP 503 [31m ");
    assertThat(target.last_error_at()).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(target.last_delivered_at()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{",
        "[]",
        "{\"targets\":5}",
        "{\"targets\":[{}]}",
        "{\"targets\":[{\"name\":\"loki\",\"cursor\":\"x\",\"error_at_ms\":9e99}]}"
      })
  void whateverABridgeThatWasTakenOverSays_listGoesOn(String said) {
    Bridges.Target target = BridgeStatus.target(ENTRY, BridgeStatus.parse(said).get("loki"));
    assertThat(target.name()).isEqualTo("loki");
    assertThat(target.state()).isEqualTo("stopped");
    assertThat(target.lag()).isNull();
  }
}
