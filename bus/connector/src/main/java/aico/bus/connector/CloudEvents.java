package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.SealedPart;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Gives an event of the catalogue its envelope: CloudEvents 1.0 in JSON format with an OCSF 1.8.0
 * object as {@code data}.
 *
 * <pre>
 * {"specversion":"1.0", "id":"&lt;UUID&gt;", "source":"vault-service", "type":"aico.vault.mounted",
 *  "time":"2026-11-01T12:00:00.000Z", "datacontenttype":"application/json", "data":{…}}
 * </pre>
 */
public final class CloudEvents {
  /**
   * An entry of a C2SP log is at most 65,535 bytes; the rest is left to what audit-service adds.
   */
  public static final int MAX_SIZE_BYTES = 60 * 1024;

  private static final DateTimeFormatter RFC_3339_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private CloudEvents() {}

  /**
   * The event as UTF-8 JSON.
   *
   * @param principal who records it: the envelope's source
   * @param at when it happened, kept to the millisecond
   * @param id random, new with every event
   * @throws IllegalArgumentException when it is longer than {@link #MAX_SIZE_BYTES}
   */
  public static byte[] encode(AuditEvent event, String principal, Instant at, UUID id) {
    return encode(event, List.of(), principal, at, id);
  }

  /** The same of an event whose names were taken out, with what opens them beside it. */
  public static byte[] encode(EventSeal.SealedEvent sealed, String principal, Instant at, UUID id) {
    return encode(sealed.event(), sealed.parts(), principal, at, id);
  }

  static byte[] encode(
      AuditEvent event, List<SealedPart> parts, String principal, Instant at, UUID id) {
    Instant time = at.truncatedTo(ChronoUnit.MILLIS);
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("specversion", "1.0");
    envelope.put("id", id.toString());
    envelope.put("source", principal);
    envelope.put("type", "aico." + event.code().code());
    envelope.put("time", RFC_3339_MILLIS.format(time));
    envelope.put("datacontenttype", "application/json");
    if (!parts.isEmpty()) {
      envelope.put(SealedPart.ATTRIBUTE, SealedPart.text(parts));
    }
    envelope.set("data", OcsfData.of(event, principal, time, id));
    byte[] json = bytes(envelope);
    if (json.length > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "event: " + json.length + " bytes (expected: <= " + MAX_SIZE_BYTES + ")");
    }
    return json;
  }

  private static byte[] bytes(ObjectNode envelope) {
    try {
      return JSON.writeValueAsBytes(envelope);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }
}
