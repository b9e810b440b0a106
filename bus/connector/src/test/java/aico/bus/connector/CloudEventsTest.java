package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudEventsTest {
  private static final Instant AT = Instant.parse("2026-11-01T12:00:00.123456Z");
  private static final UUID ID = UUID.fromString("3f0f8a2e-0c7b-4a37-9f43-6a2d2f6a3c11");

  @Test
  void envelope_isCloudEvents() {
    JsonNode event = encode(AuditEvent.of(EventCode.SERVICE_STARTED));

    assertThat(event.get("specversion").asText()).isEqualTo("1.0");
    assertThat(event.get("id").asText()).isEqualTo(ID.toString());
    assertThat(event.get("source").asText()).isEqualTo("vault-service");
    assertThat(event.get("type").asText()).isEqualTo("aico.service.started");
    assertThat(event.get("time").asText()).isEqualTo("2026-11-01T12:00:00.123Z");
    assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
  }

  @Test
  void mountOfAVault_saysWhoDidWhatToWhat() {
    JsonNode data =
        encode(
                AuditEvent.of(EventCode.VAULT_MOUNTED)
                    .by("cli", "owner")
                    .on(new Resource("vault", "diary"))
                    .correlated("0123456789abcdef0123456789abcdef")
                    .with("why", "unlock"))
            .get("data");

    assertThat(data.get("class_uid").asInt()).isEqualTo(1001);
    assertThat(data.get("activity_id").asInt()).isEqualTo(12);
    assertThat(data.get("type_uid").asInt()).isEqualTo(100112);
    assertThat(data.get("time").asLong()).isEqualTo(AT.toEpochMilli());
    assertThat(data.get("status_id").asInt()).isEqualTo(1);
    assertThat(data.at("/actor/app_name").asText()).isEqualTo("cli");
    assertThat(data.at("/actor/user/name").asText()).isEqualTo("owner");
    assertThat(data.at("/file/name").asText()).isEqualTo("diary");
    assertThat(data.at("/metadata/event_code").asText()).isEqualTo("vault.mounted");
    assertThat(data.at("/metadata/correlation_uid").asText()).startsWith("0123");
    assertThat(data.at("/metadata/version").asText()).isEqualTo("1.8.0");
    assertThat(data.at("/unmapped/why").asText()).isEqualTo("unlock");
  }

  @Test
  void denial_isABlockedCall_withItsRule() {
    JsonNode data =
        encode(
                AuditEvent.of(EventCode.DECISION_DENIED)
                    .failed()
                    .by("cli", "owner")
                    .with("action", "vault.create")
                    .with("rule", "default-deny"))
            .get("data");

    assertThat(data.get("status_id").asInt()).isEqualTo(2);
    assertThat(data.get("action_id").asInt()).isEqualTo(2);
    assertThat(data.at("/api/operation").asText()).isEqualTo("vault.create");
    assertThat(data.at("/policy/name").asText()).isEqualTo("default-deny");
  }

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void everyCode_hasTheAttributesThatEveryEventRequires(EventCode code) {
    JsonNode data = encode(AuditEvent.of(code)).get("data");

    for (String required :
        new String[] {
          "class_uid", "category_uid", "activity_id", "type_uid", "severity_id", "time", "metadata"
        }) {
      assertThat(data.has(required)).as(required).isTrue();
    }
    assertThat(data.get("type_uid").asInt())
        .isEqualTo(data.get("class_uid").asInt() * 100 + data.get("activity_id").asInt());
    assertThat(data.get("category_uid").asInt()).isEqualTo(data.get("class_uid").asInt() / 1000);
  }

  @Test
  void longDetail_isCut_andTooLongAnEventIsRefused() {
    AuditEvent event = AuditEvent.of(EventCode.PEER_REFUSED).with("reason", "x".repeat(5000));
    assertThat(encode(event).at("/data/unmapped/reason").asText()).hasSize(1025);

    // A principal's name is not cut: it is who it is.
    AuditEvent tooLong = event.by("y".repeat(70_000), null);
    assertThatThrownBy(() -> encode(tooLong)).hasMessageContaining("(expected: <= 61440)");
  }

  private static JsonNode encode(AuditEvent event) {
    try {
      return new ObjectMapper().readTree(CloudEvents.encode(event, "vault-service", AT, ID));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
