package aico.audit;

import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An event without the people in it: names of persons and vaults, and of keys, which hold such, are
 * replaced by pseudonyms of this integrator's own, so that it can still tell that two events are
 * about the same one. What the catalogue does not list is left out, whatever it is; so is the
 * sentence of an alert. Names of processes stay.
 *
 * <p>The text is not the leaf any more: an attribute {@code "pseudonymous":true} says so.
 */
public final class PseudonymousView implements StreamView {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** A home has some tens of people and vaults; what a producer makes up does not fill the heap. */
  private static final int REMEMBERED_MAX = 4_096;

  private static final Map<String, EventCode> CODES =
      Arrays.stream(EventCode.values())
          .collect(Collectors.toUnmodifiableMap(EventCode::code, Function.identity()));

  private static final Set<String> ENVELOPE =
      Set.of(
          "sequence",
          "producer",
          "incarnation",
          "producerseq",
          "specversion",
          "id",
          "source",
          "type",
          "time",
          "datacontenttype",
          "data");

  /** What OCSF says of an event and not of whom it is about. */
  private static final Set<String> IMPERSONAL =
      Set.of(
          "class_uid",
          "category_uid",
          "activity_id",
          "activity_name",
          "type_uid",
          "severity_id",
          "time",
          "status_id",
          "metadata",
          "service",
          "device",
          "api",
          "src_endpoint",
          "action_id",
          "disposition_id",
          "policy",
          "app",
          "is_alert",
          "remediation");

  private static final Set<String> SERVICES =
      Set.of(
          Principals.KEY,
          Principals.AUTH,
          Principals.POLICY,
          Principals.AUDIT,
          Principals.VAULT,
          Principals.CLI);

  /** Types of things that are not named after or by a person. */
  private static final Set<String> TECHNICAL = Set.of("principal", "integrator");

  private static final String SUITE = "suite";
  private static final String UNKNOWN = "unknown";

  private final Pseudonyms pseudonyms;
  private final String asker;
  private final Map<String, String> remembered = new LinkedHashMap<>();

  /** Another one of the same name, added later, has other pseudonyms. */
  public PseudonymousView(Pseudonyms pseudonyms, Integrator integrator) {
    this.pseudonyms = pseudonyms;
    this.asker = integrator.principal() + " " + integrator.created();
  }

  @Override
  public boolean isReady() {
    return pseudonyms.isReady();
  }

  @Override
  public byte[] of(byte[] leaf) {
    try {
      if (!(JSON.readTree(leaf) instanceof ObjectNode event)) {
        throw new AuditException("leaf: not an object");
      }
      event.retain(ENVELOPE);
      if (event.path("data") instanceof ObjectNode data) {
        event.set("data", data(data));
      } else {
        event.remove("data");
      }
      event.put("pseudonymous", true);
      return JSON.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new AuditException("leaf: not JSON", e);
    }
  }

  private ObjectNode data(ObjectNode data) {
    ObjectNode told = data.deepCopy().retain(IMPERSONAL);
    if (data.path("actor") instanceof ObjectNode actor) {
      ObjectNode kept = told.putObject("actor");
      copyText(actor, "app_name", kept);
      if (actor.path("user") instanceof ObjectNode user) {
        kept.set("user", user(user));
      }
    }
    if (data.path("user") instanceof ObjectNode user) {
      told.set("user", user(user));
    }
    if (data.path("entity") instanceof ObjectNode entity) {
      ObjectNode kept = thing(entity);
      if (entity.path("type_id").isInt()) {
        kept.set("type_id", entity.path("type_id"));
      }
      told.set("entity", kept);
    }
    if (data.path("file") instanceof ObjectNode file) {
      ObjectNode kept = told.putObject("file");
      kept.put("name", pseudonym(file.path("name").asText()));
      kept.set("type_id", file.path("type_id"));
    }
    if (data.path("resources").isArray()) {
      var kept = told.putArray("resources");
      data.path("resources").forEach(resource -> kept.add(thing(resource)));
    }
    if (data.path("finding_info") instanceof ObjectNode finding) {
      ObjectNode kept = told.putObject("finding_info");
      copyText(finding, "uid", kept);
      copyText(finding, "title", kept);
    }
    if (data.path("unmapped") instanceof ObjectNode details) {
      told.set("unmapped", details(details, data.at("/metadata/event_code").asText()));
    }
    return told;
  }

  private static void copyText(ObjectNode from, String name, ObjectNode to) {
    if (from.path(name).isTextual()) {
      to.set(name, from.get(name));
    }
  }

  private ObjectNode user(ObjectNode user) {
    String name = user.path("name").asText();
    String told = isProcess(name) || name.equals(UNKNOWN) ? name : pseudonym(name);
    return JSON.createObjectNode().put("name", told).put("uid", told);
  }

  /** Of an event that no person caused, the process stands in place of the user. */
  private static boolean isProcess(String name) {
    return SERVICES.contains(name) || name.startsWith(Principals.INTEGRATOR_PREFIX);
  }

  private ObjectNode thing(JsonNode thing) {
    String type = thing.path("type").asText();
    String name = thing.path("name").asText();
    boolean technical = TECHNICAL.contains(type) || (type.equals(SUITE) && name.equals(SUITE));
    return JSON.createObjectNode()
        .put("type", type)
        .put("name", technical ? name : pseudonym(name));
  }

  private ObjectNode details(ObjectNode details, String eventCode) {
    ObjectNode told = JSON.createObjectNode();
    EventCode code = CODES.get(eventCode);
    if (code == null) {
      return told;
    }
    for (String name : code.details()) {
      JsonNode value = details.path(name);
      if (!value.isTextual()) {
        continue;
      }
      if (!code.isPersonal(name)) {
        told.set(name, value);
      } else if (!name.equals("why")) {
        told.put(name, pseudonym(value.asText()));
      }
    }
    return told;
  }

  private String pseudonym(String name) {
    String known = remembered.get(name);
    if (known != null) {
      return known;
    }
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    String fresh = pseudonyms.of(asker, name);
    remembered.put(name, fresh);
    return fresh;
  }
}
