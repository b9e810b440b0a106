package aico.cli.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What people read of a CloudEvent around an OCSF object; what is not there is empty. */
final class EventText {
  private static final JsonMapper JSON = new JsonMapper();

  /** {@code status_id} of OCSF: 1 is success. */
  private static final int OCSF_FAILURE = 2;

  private final JsonNode event;
  private final JsonNode data;

  EventText(String cloudEvent) {
    event = read(cloudEvent);
    data = event.path("data");
  }

  private static JsonNode read(String cloudEvent) {
    try {
      return JSON.readTree(cloudEvent);
    } catch (JsonProcessingException noJson) {
      return MissingNode.getInstance();
    }
  }

  boolean isJson() {
    return event.isObject();
  }

  /** Its number in the log, without the zeros in front. */
  String sequence() {
    String digits = event.path("sequence").asText().replaceFirst("^0+", "");
    return digits.isEmpty() && event.has("sequence") ? "0" : digits;
  }

  String id() {
    return event.path("id").asText();
  }

  String time() {
    return event.path("time").asText();
  }

  /** Who recorded it. */
  String source() {
    return event.path("source").asText();
  }

  String code() {
    return data.at("/metadata/event_code").asText();
  }

  String number(String field) {
    return data.path(field).asText();
  }

  /** Of an event about an alert the status says what became of the alert. */
  boolean failed() {
    return data.path("status_id").asInt() == OCSF_FAILURE && !isAboutAlert();
  }

  private boolean isAboutAlert() {
    return data.path("unmapped").has("alert");
  }

  /** Who caused it. */
  String principal() {
    return data.at("/actor/app_name").asText();
  }

  /** For whom. */
  String user() {
    String acting = data.at("/actor/user/name").asText();
    return acting.isEmpty() ? data.at("/user/name").asText() : acting;
  }

  String resourceType() {
    return data.has("file") ? "vault" : resource().path("type").asText();
  }

  String resourceName() {
    return resource().path("name").asText();
  }

  /** The files of the catalogue are vaults. */
  private JsonNode resource() {
    JsonNode file = data.path("file");
    JsonNode entity = data.path("entity");
    return file.isObject() ? file : entity.isObject() ? entity : data.at("/resources/0");
  }

  /** Type and name; of an alert its title, and what it is about. */
  String about() {
    if (isAboutAlert()) {
      String title = data.at("/finding_info/title").asText();
      String subject = data.at("/unmapped/subject").asText();
      return title + ": " + (subject.isEmpty() ? data.at("/unmapped/rule").asText() : subject);
    }
    return (resourceType() + " " + resourceName()).strip();
  }

  String correlation() {
    return data.at("/metadata/correlation_uid").asText();
  }

  /** What the catalogue lists beside all that, by name. */
  Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    data.path("unmapped").properties().forEach(e -> details.put(e.getKey(), e.getValue().asText()));
    return details;
  }

  /** The details as they stand in the event, one JSON object; empty where there are none. */
  String detailsAsJson() {
    JsonNode unmapped = data.path("unmapped");
    return unmapped.isObject() ? unmapped.toString() : "";
  }

  /** The whole event, for people. */
  String pretty() {
    return event.toPrettyString();
  }
}
