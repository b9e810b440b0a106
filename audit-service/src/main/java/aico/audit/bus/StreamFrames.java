package aico.audit.bus;

import aico.audit.StreamAsk;
import aico.audit.StreamAsk.From;
import aico.audit.StreamHub;
import aico.audit.StreamTell;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The frames of {@code audit.stream}: the first names the message, the others are texts, JSON
 * objects, or a leaf's bytes.
 */
public final class StreamFrames {
  static final int VERSION = 1;

  private static final int FRAME_MAX_BYTES = 1024;

  private StreamFrames() {}

  /** What a subscriber said. */
  public static StreamAsk decode(List<byte[]> frames) {
    try {
      if (frames.size() != 2 || frames.get(1).length > FRAME_MAX_BYTES) {
        throw new InvalidField("frames", "expected a name and one more of at most 1024 bytes");
      }
      byte[] body = frames.get(1);
      return switch (text(frames.getFirst())) {
        case "open" -> open(Json.strict().tree(body));
        case "ack" -> new StreamAsk.Ack(sequence("seq", text(body)));
        case "proof" -> proof(Json.strict().tree(body));
        case "erased" -> new StreamAsk.Erased(Shapes.id("subject", text(body)));
        default -> throw new InvalidField("name", "expected open, ack, proof or erased");
      };
    } catch (InvalidField e) {
      return new StreamAsk.Unreadable(String.valueOf(e.getMessage()), e.field());
    }
  }

  private static StreamAsk open(JsonNode body) {
    if (!body.path("v").isIntegralNumber()) {
      throw new InvalidField("v", "expected a number");
    }
    // Before the other fields: another version may have others.
    if (body.path("v").asLong() != VERSION) {
      return new StreamAsk.OtherVersion();
    }
    requireFields(body, Set.of("v", "from", "credit"), Set.of("batch", "class", "severity"));
    long credit = integer(body, "credit");
    if (credit < 1 || credit > StreamHub.CREDIT_MAX) {
      throw new InvalidField("credit", credit + " (expected: 1 to " + StreamHub.CREDIT_MAX + ")");
    }
    JsonNode batch = body.path("batch");
    if (!batch.isMissingNode() && !batch.isBoolean()) {
      throw new InvalidField("batch", "expected true or false");
    }
    return new StreamAsk.Open(
        from(body.path("from")), (int) credit, batch.asBoolean(), StreamFilters.of(body));
  }

  private static From from(JsonNode from) {
    if (from.isIntegralNumber() && from.canConvertToLong() && from.asLong() >= 0) {
      return new StreamAsk.At(from.asLong());
    }
    return switch (from.asText("")) {
      case "cursor" -> new StreamAsk.Cursor();
      case "earliest" -> new StreamAsk.Earliest();
      case "latest" -> new StreamAsk.Latest();
      default -> new StreamAsk.Since(time(from.asText("")));
    };
  }

  private static Instant time(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      // Beyond this the milliseconds of a time are no number any more.
      var unused = time.toEpochMilli();
      return time;
    } catch (DateTimeException | ArithmeticException e) {
      throw new InvalidField(
          "from",
          "expected cursor, earliest, latest, a sequence, or a time such as 2026-11-01T12:00:00Z");
    }
  }

  private static StreamAsk proof(JsonNode body) {
    requireFields(body, Set.of("from", "to"), Set.of());
    return new StreamAsk.Proof(integer(body, "from"), integer(body, "to"));
  }

  private static void requireFields(JsonNode body, Set<String> names, Set<String> more) {
    if (!body.isObject()) {
      throw new InvalidField("body", "expected an object");
    }
    for (Iterator<String> found = body.fieldNames(); found.hasNext(); ) {
      String name = found.next();
      if (!names.contains(name) && !more.contains(name)) {
        throw new InvalidField(name, "unknown field");
      }
    }
    for (String name : names) {
      if (!body.has(name)) {
        throw new InvalidField(name, "missing");
      }
    }
  }

  private static long integer(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidField(name, "expected a number");
    }
    return value.asLong();
  }

  private static long sequence(String field, String digits) {
    if (!digits.matches("[0-9]{1,18}")) {
      throw new InvalidField(field, "expected 1 to 18 digits");
    }
    return Long.parseLong(digits);
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }

  /** What a subscriber is told. */
  public static List<byte[]> encode(StreamTell message) {
    return switch (message) {
      case StreamTell.Event(long sequence, byte[] leaf) ->
          List.of(bytes("event"), bytes(Long.toString(sequence)), leaf);
      case StreamTell.Events(long first, int count, byte[] lines) ->
          List.of(bytes("events"), bytes(Long.toString(first)), lines);
      case StreamTell.Pruned(long first, long last) ->
          named("pruned", object().put("first", first).put("last", last));
      case StreamTell.CaughtUp(long head) -> named("caught_up", object().put("head", head));
      case StreamTell.Heartbeat(long head, String checkpoint) ->
          named("heartbeat", object().put("head", head).put("checkpoint", checkpoint));
      case StreamTell.Erase(String subject, long upTo) ->
          named("erase", object().put("subject", subject).put("up_to", upTo));
      case StreamTell.Proof(long from, long to, List<byte[]> hashes) ->
          named("proof", proof(from, to, hashes));
      case StreamTell.Refused(String code, String text, String field) ->
          named("error", object().put("code", code).put("message", text).put("field", field));
      case StreamTell.Revoked revoked -> named("revoked", object());
      case StreamTell.Replaced replaced -> named("replaced", object());
      case StreamTell.UnsupportedVersion unsupported -> {
        ObjectNode body = object();
        body.putArray("supported").add(VERSION);
        yield named("unsupported_version", body);
      }
    };
  }

  private static ObjectNode proof(long from, long to, List<byte[]> hashes) {
    ObjectNode body = object().put("from", from).put("to", to);
    ArrayNode list = body.putArray("hashes");
    hashes.forEach(hash -> list.add(Base64.getEncoder().encodeToString(hash)));
    return body;
  }

  private static List<byte[]> named(String name, ObjectNode body) {
    return List.of(bytes(name), Json.strict().write(body));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
