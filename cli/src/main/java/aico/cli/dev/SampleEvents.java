package aico.cli.dev;

import aico.cli.Scenario.Deed;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Events made of the catalogue's samples, one for each event code. */
final class SampleEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ObjectNode> samples = new HashMap<>();

  /** The sample of that deed's code, with its people, times and names. */
  ObjectNode of(Deed deed, Instant time, UUID id) {
    ObjectNode event = samples.computeIfAbsent(deed.code(), SampleEvents::read).deepCopy();
    event.put("id", id.toString()).put("time", time.toString());
    ObjectNode data = (ObjectNode) event.get("data");
    data.put("time", time.toEpochMilli()).put("severity_id", deed.severity());
    if (data.get("actor") instanceof ObjectNode actor) {
      actor.put("app_name", deed.program());
      person(actor.get("user"), deed.user());
    }
    person(data.get("user"), deed.user());
    if (data.get("file") instanceof ObjectNode file) {
      file.put("name", deed.vault());
    }
    if (data.get("resources") instanceof ArrayNode resources) {
      resources.forEach(resource -> ((ObjectNode) resource).put("name", deed.vault()));
    }
    return event;
  }

  private static void person(@org.jspecify.annotations.Nullable JsonNode user, String name) {
    if (user instanceof ObjectNode person) {
      person.put("name", name).put("uid", name);
    }
  }

  private static ObjectNode read(String code) {
    try (InputStream in =
        SampleEvents.class.getResourceAsStream("/catalogue/samples/" + code + ".json")) {
      if (in == null) {
        throw new IllegalStateException(code + ": no sample in the catalogue");
      }
      return (ObjectNode) JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
