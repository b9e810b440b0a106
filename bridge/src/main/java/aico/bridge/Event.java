package aico.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One event of the log.
 *
 * @param sequence its place there
 * @param json the CloudEvent as it stands in the log, one line of UTF-8
 * @param tree the same, parsed
 */
public record Event(long sequence, byte[] json, JsonNode tree) {
  /** OCSF class Detection Finding: something that a person should look at. */
  public static final int FINDING = 2004;

  /** Unique and the same whenever the event is sent again. */
  public String id() {
    return tree.path("id").asText("");
  }

  /** RFC 3339, UTC. */
  public String time() {
    return tree.path("time").asText("");
  }

  /** Milliseconds since 1970. */
  public long timeMs() {
    return data().path("time").asLong(0);
  }

  /** The service that wrote it. */
  public String producer() {
    return tree.path("producer").asText(tree.path("source").asText(""));
  }

  /** Such as {@code vault.mounted}. */
  public String code() {
    return data().path("metadata").path("event_code").asText("unknown");
  }

  public int classUid() {
    return data().path("class_uid").asInt(0);
  }

  public Severity severity() {
    return Severity.of(data().path("severity_id").asInt(0));
  }

  /** The status of a finding says what became of it, and nothing of a success. */
  public boolean success() {
    return isFinding() || data().path("status_id").asInt(0) != 2;
  }

  public boolean isFinding() {
    return classUid() == FINDING;
  }

  /** The OCSF object. */
  public JsonNode data() {
    return tree.path("data");
  }

  /** What it was done to, or nothing: the name of a vault, of an integrator. */
  public String resource() {
    JsonNode data = data();
    for (JsonNode place :
        List.of(
            data.path("file").path("name"),
            data.path("entity").path("name"),
            data.path("resources").path(0).path("name"))) {
      if (place.isTextual()) {
        return place.asText();
      }
    }
    return "";
  }

  /** Who did it: the person where there is one, else the program. */
  public String actor() {
    JsonNode actor = data().path("actor");
    return actor.path("user").path("name").asText(actor.path("app_name").asText(""));
  }

  /** One line for a person. */
  public String sentence() {
    String said = data().path("message").asText("");
    if (said.isEmpty()) {
      said = data().path("finding_info").path("desc").asText("");
    }
    StringBuilder line = new StringBuilder(code());
    if (!resource().isEmpty()) {
      line.append(' ').append(resource());
    }
    if (!success()) {
      line.append(" (failed)");
    }
    if (!actor().isEmpty()) {
      line.append(", by ").append(actor());
    }
    return said.isEmpty() ? line.toString() : line + ": " + said;
  }

  @Override
  public String toString() {
    return "Event[" + sequence + " " + code() + "]";
  }
}
