package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bridge.Event;
import aico.bridge.Events;
import aico.bridge.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpTest {
  private final Otlp otlp =
      new Otlp(Event::json, Map.of("Authorization", "Bearer x"), () -> 1_800_000_000_123L);

  @Test
  void request_isProto3Json() throws IOException {
    HttpOutlet.Post post = otlp.post(List.of(Events.plain(41), Events.finding(42)));
    JsonNode request = new ObjectMapper().readTree(post.body());

    assertThat(post.headers()).containsEntry("Authorization", "Bearer x");
    assertThat(request.at("/resourceLogs/0/resource/attributes/0/value/stringValue").asText())
        .isEqualTo("aico");
    JsonNode first = request.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
    assertThat(first.path("timeUnixNano").asText()).isEqualTo("1793534400123000000");
    assertThat(first.path("timeUnixNano").isTextual()).as("64 bits are a text").isTrue();
    assertThat(first.path("observedTimeUnixNano").asText()).isEqualTo("1800000000123000000");
    assertThat(first.path("severityNumber").asInt()).isEqualTo(9);
    assertThat(first.at("/body/stringValue").asText())
        .isEqualTo(new String(Events.plain(41).json(), StandardCharsets.UTF_8));
    assertThat(first.path("attributes").toString())
        .contains("{\"key\":\"aico.event.id\",\"value\":{\"stringValue\":\"id-41\"}}")
        .contains("{\"key\":\"aico.sequence\",\"value\":{\"intValue\":\"41\"}}");
    assertThat(request.at("/resourceLogs/0/scopeLogs/0/logRecords/1/severityNumber").asInt())
        .isEqualTo(17);
  }

  @Test
  void partialSuccess_isARefusal_andGarbageBehind200IsNot() {
    assertThat(
            read(
                "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":\"too\\nold\"}}"))
        .isEqualTo(new Outcome.Refused("1 rejected: too old"));
    for (String fine : List.of("", "{}", "{\"partialSuccess\":{}}", "<html>", "[1]", "null")) {
      assertThat(read(fine)).as(fine).isInstanceOf(Outcome.Delivered.class);
    }
  }

  private Outcome read(String answer) {
    return otlp.read(answer.getBytes(StandardCharsets.UTF_8));
  }
}
