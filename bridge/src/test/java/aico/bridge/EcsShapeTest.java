package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class EcsShapeTest {
  @Test
  void mountOfAVault() {
    JsonNode ecs = EcsShape.of(Events.vault(5, "vault.mounted", "diary"));

    assertThat(ecs.toString())
        .isEqualTo(
            """
            {"@timestamp":"2026-11-01T12:00:00.123Z","ecs":{"version":"8.11.0"},"message":"vault.mounted diary, by owner","event":{"id":"id-5","kind":"event","category":["file"],"type":["access"],"action":"vault.mounted","outcome":"success","severity":1,"sequence":5,"provider":"vault-service","module":"aico","dataset":"aico.audit"},"service":{"name":"vault-service","type":"aico"},"log":{"level":"informational"},"user":{"name":"owner"},"related":{"user":["owner"]},"file":{"name":"diary","type":"dir"},"labels":{"class_uid":"1001","actor":"cli","correlation":"0123456789abcdef0123456789abcdef","detail_epoch":"1"}}\
            """);
  }

  @Test
  void finding_isAnAlert() {
    JsonNode ecs = EcsShape.of(Events.finding(1));
    assertThat(ecs.at("/event/kind").asText()).isEqualTo("alert");
    assertThat(ecs.at("/event/severity").asInt()).isEqualTo(4);
    // Its status is new, in progress, suppressed or resolved.
    assertThat(ecs.at("/event").has("outcome")).isFalse();
  }

  @Test
  void denial_isDenied() {
    JsonNode ecs =
        EcsShape.of(
            Events.of(
                1,
                "decision.denied",
                6003,
                2,
                ",\"status_id\":2,\"action_id\":2,\"policy\":{\"name\":\"r\"}"));
    assertThat(ecs.at("/event/type/0").asText()).isEqualTo("denied");
    assertThat(ecs.at("/event/outcome").asText()).isEqualTo("failure");
    assertThat(ecs.at("/rule/name").asText()).isEqualTo("r");
  }

  @Test
  void anEventWithNothingInIt_stillHasAShape() {
    assertThat(EcsShape.of(Events.parse(0, "{}")).at("/event/action").asText())
        .isEqualTo("unknown");
  }
}
