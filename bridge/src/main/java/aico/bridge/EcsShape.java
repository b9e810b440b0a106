package aico.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event as Elastic Common Schema 8.11; the table stands in {@code bridge/FORMAT.md}. What has no
 * place in ECS is in {@code labels}, as texts; {@code event.id} and {@code event.sequence} lead
 * back to the log.
 */
public final class EcsShape {
  static final String ECS_VERSION = "8.11.0";

  private static final int FILE = 1001;
  private static final int ACCOUNT = 3001;
  private static final int AUTHENTICATION = 3002;
  private static final int ENTITY = 3004;
  private static final int LIFECYCLE = 6002;
  private static final int API = 6003;

  private EcsShape() {}

  /** The event in its new shape. */
  public static ObjectNode of(Event event) {
    JsonNode data = event.data();
    ObjectNode ecs = object();
    ecs.put("@timestamp", event.time());
    ecs.set("ecs", object().put("version", ECS_VERSION));
    ecs.put("message", event.sentence());
    ecs.set("event", event(event));
    ecs.set("service", object().put("name", event.producer()).put("type", "aico"));
    ecs.set("log", object().put("level", event.severity().word()));
    JsonNode user = data.path("actor").path("user").path("name");
    if (user.isTextual()) {
      ecs.set("user", object().put("name", user.asText()));
      ecs.set("related", related(user.asText()));
    }
    if (event.classUid() == FILE) {
      ecs.set("file", object().put("name", event.resource()).put("type", "dir"));
    }
    JsonNode rule = data.path("policy").path("name");
    if (rule.isTextual()) {
      ecs.set("rule", object().put("name", rule.asText()));
    }
    ecs.set("labels", labels(event));
    return ecs;
  }

  private static ObjectNode related(String user) {
    ObjectNode related = object();
    related.putArray("user").add(user);
    return related;
  }

  private static ObjectNode event(Event event) {
    ObjectNode ecs = object();
    ecs.put("id", event.id());
    ecs.put("kind", event.isFinding() ? "alert" : "event");
    ecs.putArray("category").add(category(event.classUid()));
    ecs.putArray("type").add(type(event));
    ecs.put("action", event.code());
    if (!event.isFinding()) {
      ecs.put("outcome", event.success() ? "success" : "failure");
    }
    ecs.put("severity", event.severity().id());
    ecs.put("sequence", event.sequence());
    ecs.put("provider", event.producer());
    ecs.put("module", "aico");
    ecs.put("dataset", "aico.audit");
    return ecs;
  }

  private static String category(int classUid) {
    return switch (classUid) {
      case FILE -> "file";
      case Event.FINDING -> "intrusion_detection";
      case ACCOUNT -> "iam";
      case AUTHENTICATION -> "authentication";
      case LIFECYCLE -> "process";
      case API -> "api";
      default -> "configuration";
    };
  }

  private static String type(Event event) {
    int activity = event.data().path("activity_id").asInt(0);
    return switch (event.classUid()) {
      case AUTHENTICATION -> activity == 1 ? "start" : activity == 2 ? "end" : "info";
      case LIFECYCLE -> activity == 3 ? "start" : activity == 4 ? "end" : "info";
      case API -> event.data().path("action_id").asInt(0) == 2 ? "denied" : "allowed";
      case ACCOUNT, ENTITY, FILE ->
          switch (activity) {
            case 1 -> "creation";
            case 3 -> "change";
            case 4 -> "deletion";
            case 2, 12, 13 -> "access";
            default -> "info";
          };
      default -> "info";
    };
  }

  private static ObjectNode labels(Event event) {
    ObjectNode labels = object();
    JsonNode data = event.data();
    labels.put("class_uid", Integer.toString(event.classUid()));
    String actor = data.path("actor").path("app_name").asText("");
    if (!actor.isEmpty()) {
      labels.put("actor", actor);
    }
    if (!event.resource().isEmpty() && event.classUid() != FILE) {
      labels.put("resource", event.resource());
    }
    String correlation = data.path("metadata").path("correlation_uid").asText("");
    if (!correlation.isEmpty()) {
      labels.put("correlation", correlation);
    }
    data.path("unmapped")
        .properties()
        .forEach(detail -> labels.put("detail_" + detail.getKey(), text(detail.getValue())));
    return labels;
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
