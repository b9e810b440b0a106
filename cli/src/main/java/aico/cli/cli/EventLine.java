package aico.cli.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;

/** One CloudEvent as a line for people. */
final class EventLine {
  private static final JsonMapper JSON = new JsonMapper();

  /** {@code status_id} of OCSF: 1 is success. */
  private static final int OCSF_FAILURE = 2;

  private EventLine() {}

  static String of(String cloudEvent) {
    try {
      JsonNode event = JSON.readTree(cloudEvent);
      JsonNode data = event.path("data");
      return String.format(
              Locale.ROOT,
              "%s  %-19s %-6s %-15s %s",
              event.path("time").asText(),
              data.at("/metadata/event_code").asText(),
              data.path("status_id").asInt() == OCSF_FAILURE ? "FAILED" : "",
              event.path("source").asText(),
              about(data))
          .stripTrailing();
    } catch (JsonProcessingException notJson) {
      return cloudEvent;
    }
  }

  /** On what, and for whom. */
  private static String about(JsonNode data) {
    JsonNode resource = data.at("/resources/0");
    String what = (resource.path("type").asText() + " " + resource.path("name").asText()).strip();
    String who = data.at("/actor/user/name").asText();
    String through = data.at("/actor/app_name").asText();
    if (who.isEmpty()) {
      return what;
    }
    return (what + " for " + who + (through.isEmpty() ? "" : " through " + through)).strip();
  }
}
