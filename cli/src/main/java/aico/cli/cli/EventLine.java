package aico.cli.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;

/** One CloudEvent as a line for people. */
final class EventLine {
  private static final JsonMapper JSON = new JsonMapper();

  private EventLine() {}

  static String of(String cloudEvent) {
    try {
      JsonNode event = JSON.readTree(cloudEvent);
      return String.format(
              Locale.ROOT,
              "%s  %-20s %-8s %-15s %s",
              event.path("time").asText(),
              event.at("/data/metadata/event_code").asText(),
              event.at("/data/status").asText(),
              event.path("source").asText(),
              event.path("subject").asText())
          .stripTrailing();
    } catch (JsonProcessingException notJson) {
      return cloudEvent;
    }
  }
}
