package aico.bridge.net;

import aico.bridge.Event;
import aico.bridge.Outcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * OTLP 1.5 logs over HTTP in JSON (opentelemetry-proto, {@code ExportLogsServiceRequest}): the body
 * of a record is the event as text, its attributes what one filters by. 64-bit numbers are texts,
 * as proto3's JSON has them. A partial success must not be sent again (OTLP, "Partial Success"):
 * the batch counts as refused, is then sent one by one, and what is refused alone is put aside.
 */
public final class Otlp implements HttpOutlet.Dialect {
  private static final int BATCH = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<Event, byte[]> body;
  private final Map<String, String> authorization;
  private final LongSupplier nowMs;

  public Otlp(Function<Event, byte[]> body, Map<String, String> authorization, LongSupplier nowMs) {
    this.body = body;
    this.authorization = Map.copyOf(authorization);
    this.nowMs = nowMs;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public HttpOutlet.Post post(List<Event> events) {
    ObjectNode request = object();
    ObjectNode resourceLogs = request.putArray("resourceLogs").addObject();
    attributes(
        resourceLogs.putObject("resource").putArray("attributes"),
        Map.of("service.name", "aico", "service.namespace", "aico"));
    ObjectNode scopeLogs = resourceLogs.putArray("scopeLogs").addObject();
    scopeLogs.putObject("scope").put("name", "aico.audit");
    ArrayNode records = scopeLogs.putArray("logRecords");
    events.forEach(event -> records.add(record(event)));
    Map<String, String> headers = new HashMap<>(authorization);
    headers.put("Content-Type", "application/json");
    try {
      return new HttpOutlet.Post(JSON.writeValueAsBytes(request), headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode record(Event event) {
    ObjectNode entry = object();
    entry.put("timeUnixNano", nanos(event.timeMs()));
    entry.put("observedTimeUnixNano", nanos(nowMs.getAsLong()));
    entry.put("severityNumber", event.severity().otel());
    entry.put("severityText", event.severity().word());
    entry.put("eventName", event.code());
    entry
        .putObject("body")
        .put("stringValue", new String(body.apply(event), StandardCharsets.UTF_8));
    ArrayNode attributes = entry.putArray("attributes");
    attributes(
        attributes,
        Map.of(
            "aico.event.id", event.id(),
            "aico.event.code", event.code(),
            "aico.producer", event.producer()));
    number(attributes, "aico.sequence", event.sequence());
    number(attributes, "ocsf.class_uid", event.classUid());
    number(attributes, "ocsf.severity_id", event.severity().id());
    return entry;
  }

  private static String nanos(long ms) {
    return ms + "000000";
  }

  private static void attributes(ArrayNode into, Map<String, String> values) {
    values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(value -> {
          ObjectNode attribute = into.addObject().put("key", value.getKey());
          attribute.putObject("value").put("stringValue", value.getValue());
        });
  }

  private static void number(ArrayNode into, String key, long value) {
    into.addObject().put("key", key).putObject("value").put("intValue", Long.toString(value));
  }

  @Override
  public Outcome read(byte[] answer) {
    JsonNode partial;
    try {
      partial = answer.length == 0 ? object() : JSON.readTree(answer).path("partialSuccess");
    } catch (IOException garbage) {
      // The status said 200: what stands behind it is of no weight.
      return Outcome.delivered();
    }
    long rejected = partial.path("rejectedLogRecords").asLong(0);
    return rejected > 0
        ? new Outcome.Refused(
            rejected + " rejected: " + Faults.printable(partial.path("errorMessage").asText("")))
        : Outcome.delivered();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
