package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.EventCode.OcsfClass;
import aico.bus.contract.Resource;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The OCSF 1.8.0 object of an event: the base event's attributes, and those that its class
 * requires. What the schema has no place for stands in {@code unmapped}, as texts.
 */
final class OcsfData {
  static final String PRODUCT_VERSION = "0.1.0";
  private static final String OCSF_VERSION = "1.8.0";
  private static final int ACTIVITY_OTHER = 99;

  /** Base event, {@code severity_id}. */
  private static final int INFORMATIONAL = 1;

  /** The levels of alerts, in the order of {@code severity_id} from 1. */
  private static final List<String> LEVELS =
      List.of("informational", "low", "medium", "high", "critical");

  private static final int LOW = 2;
  private static final int HIGH = 4;
  private static final int CRITICAL = 5;

  /** Object {@code file}, {@code type_id}. */
  private static final int FOLDER = 2;

  /** Object {@code managed_entity}, {@code type_id}: what it is says {@code type}. */
  private static final int ENTITY_OTHER = 99;

  /** Details are short; what is longer is cut, since the event itself matters more. */
  private static final int MAX_DETAIL_CHARS = 1024;

  private OcsfData() {}

  static ObjectNode of(AuditEvent event, String principal, Instant time, UUID id) {
    EventCode code = event.code();
    ObjectNode data = object();
    data.put("class_uid", code.ocsfClass().uid());
    data.put("category_uid", code.ocsfClass().categoryUid());
    data.put("activity_id", code.activityId());
    if (code.activityId() == ACTIVITY_OTHER) {
      data.put("activity_name", code.code());
    }
    data.put("type_uid", code.ocsfClass().uid() * 100L + code.activityId());
    data.put("severity_id", severity(event));
    data.put("time", time.toEpochMilli());
    data.put("status_id", status(event));
    data.set("metadata", metadata(event));
    data.set("actor", actor(event, principal));
    addOfClass(data, event, principal, id);
    if (!event.details().isEmpty()) {
      data.set("unmapped", unmapped(event.details()));
    }
    return data;
  }

  /**
   * Of a finding: 1 new, 2 in progress, 3 suppressed, 4 resolved, whether or not what it tells of
   * succeeded; else 1 success, 2 failure.
   */
  private static int status(AuditEvent event) {
    return switch (event.code()) {
      case ALERT_ACKNOWLEDGED, ALERT_ANSWERED -> 2;
      case ALERT_SUPPRESSED -> 3;
      case ALERT_RESOLVED -> 4;
      default -> event.success() || event.code().ocsfClass() == OcsfClass.DETECTION_FINDING ? 1 : 2;
    };
  }

  private static int severity(AuditEvent event) {
    String level = event.details().get("level");
    if (level != null && event.code().code().startsWith("alert.")) {
      return LEVELS.indexOf(level) + 1;
    }
    if (event.code() == EventCode.STATE_ROLLED_BACK) {
      return CRITICAL;
    }
    if (event.code().ocsfClass() == OcsfClass.DETECTION_FINDING) {
      return HIGH;
    }
    return event.success() ? INFORMATIONAL : LOW;
  }

  private static ObjectNode metadata(AuditEvent event) {
    ObjectNode metadata = object();
    metadata.put("version", OCSF_VERSION);
    metadata.set("product", product("AICO Security"));
    metadata.put("event_code", event.code().code());
    metadata.put("log_version", EventCode.CATALOGUE_VERSION);
    if (event.correlation() != null) {
      metadata.put("correlation_uid", event.correlation());
    }
    switch (event.code().ocsfClass()) {
      case API_ACTIVITY -> metadata.putArray("profiles").add("security_control");
      // Where actor and device belong to the profile and not to the class.
      case FILE_SYSTEM_ACTIVITY, DETECTION_FINDING, APPLICATION_LIFECYCLE ->
          metadata.putArray("profiles").add("host");
      case ACCOUNT_CHANGE, AUTHENTICATION, ENTITY_MANAGEMENT -> {}
    }
    return metadata;
  }

  private static ObjectNode product(String name) {
    return object().put("name", name).put("vendor_name", "AICO").put("version", PRODUCT_VERSION);
  }

  private static ObjectNode actor(AuditEvent event, String principal) {
    ObjectNode actor = object().put("app_name", actorName(event, principal));
    if (event.user() != null) {
      actor.set("user", user(event.user()));
    }
    return actor;
  }

  private static String actorName(AuditEvent event, String principal) {
    return event.actor() == null ? principal : event.actor();
  }

  private static ObjectNode user(@Nullable String name) {
    String known = name == null ? "unknown" : name;
    return object().put("name", known).put("uid", known);
  }

  private static void addOfClass(ObjectNode data, AuditEvent event, String principal, UUID id) {
    switch (event.code().ocsfClass()) {
      case AUTHENTICATION -> {
        data.set("user", user(event.user() == null ? event.actor() : event.user()));
        data.set("service", object().put("name", principal));
      }
      case ACCOUNT_CHANGE -> data.set("user", user(resourceName(event)));
      case ENTITY_MANAGEMENT -> data.set("entity", resource(event).put("type_id", ENTITY_OTHER));
      case FILE_SYSTEM_ACTIVITY -> {
        data.set("file", object().put("name", resourceName(event)).put("type_id", FOLDER));
        data.set("device", object().put("hostname", "localhost").put("type_id", 0));
      }
      case API_ACTIVITY -> {
        addDecision(data, event, principal);
        addResource(data, event);
      }
      case APPLICATION_LIFECYCLE -> data.set("app", product(principal));
      case DETECTION_FINDING -> {
        addFinding(data, event, id);
        addResource(data, event);
      }
    }
  }

  private static void addResource(ObjectNode data, AuditEvent event) {
    if (event.resource() != null) {
      data.putArray("resources").add(resource(event));
    }
  }

  /** All events about one alert have its id as the finding's. */
  private static void addFinding(ObjectNode data, AuditEvent event, UUID id) {
    Map<String, String> details = event.details();
    ObjectNode finding =
        object()
            .put("uid", details.getOrDefault("alert", id.toString()))
            .put("title", details.getOrDefault("title", event.code().code()));
    String why = details.get("why");
    if (event.code() == EventCode.ALERT_RAISED) {
      data.put("is_alert", true);
      finding.put("desc", why == null ? "" : shortened(why));
      data.set("remediation", object().put("desc", shortened(details.getOrDefault("advice", ""))));
    }
    data.set("finding_info", finding);
  }

  /** With the profile {@code security_control}: 1 allowed, 2 denied. */
  private static void addDecision(ObjectNode data, AuditEvent event, String principal) {
    boolean allowed = event.code() == EventCode.DECISION_ALLOWED;
    String action = event.details().get("action");
    data.set("api", object().put("operation", action == null ? event.code().code() : action));
    data.set("src_endpoint", object().put("name", actorName(event, principal)));
    data.put("action_id", allowed ? 1 : 2);
    data.put("disposition_id", allowed ? 1 : 2);
    String rule = event.details().get("rule");
    if (rule != null) {
      data.set("policy", object().put("name", rule));
    }
  }

  private static ObjectNode resource(AuditEvent event) {
    Resource resource = event.resource();
    String type = resource == null ? "suite" : resource.type();
    return object().put("type", type).put("name", resourceName(event));
  }

  private static String resourceName(AuditEvent event) {
    Resource resource = event.resource();
    if (resource == null || resource.name() == null) {
      return event.user() == null ? "suite" : event.user();
    }
    return resource.name();
  }

  private static ObjectNode unmapped(Map<String, String> details) {
    ObjectNode unmapped = object();
    new TreeMap<>(details).forEach((name, value) -> unmapped.put(name, shortened(value)));
    return unmapped;
  }

  private static String shortened(String value) {
    return value.length() <= MAX_DETAIL_CHARS ? value : value.substring(0, MAX_DETAIL_CHARS) + "…";
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
