package aico.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.contract.EventCode.OcsfClass;
import aico.bus.contract.InvalidField;
import aico.bus.zmq.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** The frames of {@code audit.stream}, version 1, as {@code audit-service/FORMAT.md} has them. */
final class DevFrames {
  private static final int VERSION = 1;
  private static final int CREDIT_MAX = 1000;
  private static final List<String> SEVERITIES =
      List.of("unknown", "informational", "low", "medium", "high", "critical", "fatal");
  private static final Set<String> FIELDS =
      Set.of("v", "from", "credit", "batch", "class", "severity");

  private DevFrames() {}

  /** What a client says. */
  sealed interface Said {
    /** {@code from} is cursor, earliest, latest, digits, or a time. */
    record Open(String from, int credit, boolean batch, Predicate<DevLog.DevEvent> wanted)
        implements Said {}

    record Ack(long sequence) implements Said {}

    record Proof(long from, long to) implements Said {}

    record OtherVersion() implements Said {}

    record Unreadable(String field, String message) implements Said {}
  }

  static Said decode(List<byte[]> frames) {
    try {
      if (frames.size() != 2) {
        throw new InvalidField("frames", frames.size() + " (expected: 2)");
      }
      String body = new String(frames.get(1), UTF_8);
      return switch (new String(frames.getFirst(), UTF_8)) {
        case "open" -> open(Json.strict().tree(frames.get(1)));
        case "ack" -> new Said.Ack(digits("seq", body));
        case "proof" -> {
          JsonNode asked = Json.strict().tree(frames.get(1));
          yield new Said.Proof(number(asked, "from"), number(asked, "to"));
        }
        default -> throw new InvalidField("name", "expected open, ack or proof");
      };
    } catch (InvalidField bad) {
      return new Said.Unreadable(bad.field(), String.valueOf(bad.getMessage()));
    }
  }

  private static Said open(JsonNode body) {
    if (number(body, "v") != VERSION) {
      return new Said.OtherVersion();
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new InvalidField(name, "unknown field");
      }
    }
    long credit = number(body, "credit");
    if (credit < 1 || credit > CREDIT_MAX) {
      throw new InvalidField("credit", credit + " (expected: 1 to " + CREDIT_MAX + ")");
    }
    JsonNode batch = body.path("batch");
    if (!batch.isMissingNode() && !batch.isBoolean()) {
      throw new InvalidField("batch", "expected true or false");
    }
    return new Said.Open(
        from(body.path("from")),
        (int) credit,
        batch.asBoolean(),
        kind(body.path("class")).and(severity(body.path("severity"))));
  }

  private static String from(JsonNode from) {
    String text = from.asText("");
    if (from.isIntegralNumber() || Set.of("cursor", "earliest", "latest").contains(text)) {
      return text;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      throw new InvalidField("from", "expected cursor, earliest, latest, a sequence, or a time");
    }
  }

  private static Predicate<DevLog.DevEvent> kind(JsonNode kind) {
    String text = kind.asText("");
    if (kind.isMissingNode()) {
      return event -> true;
    }
    if (kind.isInt()) {
      return event -> event.classUid() == kind.asInt();
    }
    if (text.endsWith(".*")) {
      return event -> event.code().startsWith(text.substring(0, text.length() - 1));
    }
    if (text.indexOf('.') > 0) {
      return event -> event.code().equals(text);
    }
    for (OcsfClass known : OcsfClass.values()) {
      if (known.name().equals(text.toUpperCase(Locale.ROOT))) {
        return event -> event.classUid() == known.uid();
      }
    }
    throw new InvalidField("class", "expected a number or name of OCSF, a code, or a kind");
  }

  private static Predicate<DevLog.DevEvent> severity(JsonNode least) {
    int level = least.isInt() ? least.asInt() : SEVERITIES.indexOf(least.asText(""));
    if (least.isMissingNode()) {
      return event -> true;
    }
    if (level < 0) {
      throw new InvalidField("severity", "expected one of " + SEVERITIES);
    }
    return event -> event.severity() >= level;
  }

  private static long number(JsonNode body, String name) {
    if (!body.path(name).isIntegralNumber() || body.path(name).asLong() < 0) {
      throw new InvalidField(name, "expected a number");
    }
    return body.path(name).asLong();
  }

  private static long digits(String field, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidField(field, "expected 1 to 18 digits");
    }
    return Long.parseLong(text);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static List<byte[]> named(String name, ObjectNode body) {
    return List.of(name.getBytes(UTF_8), Json.strict().write(body));
  }

  static List<byte[]> events(String kind, long first, byte[] content) {
    return List.of(kind.getBytes(UTF_8), Long.toString(first).getBytes(UTF_8), content);
  }

  static List<byte[]> proof(long from, long to, List<byte[]> hashes) {
    ObjectNode body = object().put("from", from).put("to", to);
    var list = body.putArray("hashes");
    hashes.forEach(hash -> list.add(Base64.getEncoder().encodeToString(hash)));
    return named("proof", body);
  }

  static List<byte[]> refused(String field, String message) {
    return named(
        "error", object().put("code", "usage").put("message", message).put("field", field));
  }
}
