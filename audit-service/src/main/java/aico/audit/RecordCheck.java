package aico.audit;

import aico.bus.contract.EventTime;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a producer's bytes must be before they become part of a leaf: one strict JSON object in
 * UTF-8, a CloudEvent 1.0 (section "Required Attributes") with time and data, whose source is the
 * principal that sent it.
 */
public final class RecordCheck {
  /** What producers keep to; with the leaf's prefix it stays below 65,535 bytes. */
  public static final int RECORD_MAX_BYTES = 60 * 1024;

  private static final int DEPTH_MAX = 32;
  private static final int ATTRIBUTE_MAX_CHARS = 1024;

  /** The leaf's own attributes: a record that brought them would have them twice. */
  private static final Set<String> RESERVED =
      Set.of("sequence", "producer", "incarnation", "producerseq");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxDocumentLength(RECORD_MAX_BYTES)
                  .build())
          .build();

  private RecordCheck() {}

  /** What a check found. */
  public sealed interface Verdict {}

  /** May be stored. */
  public record Sound() implements Verdict {}

  /** Is no event; {@code reason} holds nothing of the record's content. */
  public record Malformed(String reason) implements Verdict {}

  /** Claims to come from another principal than the one that sent it. */
  public record Forged() implements Verdict {}

  /** Checks a record that this principal sent. */
  public static Verdict check(String principal, byte[] record) {
    if (record.length > RECORD_MAX_BYTES) {
      return new Malformed(
          "record: " + record.length + " bytes (expected: <= " + RECORD_MAX_BYTES + ")");
    }
    if (record.length < 2 || record[0] != '{') {
      return new Malformed("record: does not start with a brace");
    }
    try (JsonParser parser = parser(record)) {
      return attributes(principal, parser);
    } catch (CharacterCodingException e) {
      return new Malformed("record: not UTF-8");
    } catch (IOException e) {
      return new Malformed("record: not strict JSON");
    }
  }

  private static JsonParser parser(byte[] record) throws IOException {
    return isAscii(record)
        ? JSON.createParser(record)
        // The decoder, since the parser is no strict judge of UTF-8.
        : JSON.createParser(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString());
  }

  private static Verdict attributes(String principal, JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    boolean data = false;
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (RESERVED.contains(name)) {
        return new Malformed(name + ": belongs to the log");
      }
      JsonToken value = parser.nextToken();
      if (name.equals("data")) {
        data = value == JsonToken.START_OBJECT;
      } else if (value == JsonToken.VALUE_STRING) {
        texts.put(name, parser.getText());
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      return new Malformed("record: more than one value");
    }
    return judge(principal, texts, data);
  }

  private static Verdict judge(String principal, Map<String, String> texts, boolean data) {
    if (!"1.0".equals(texts.get("specversion"))) {
      return new Malformed("specversion: not 1.0");
    }
    for (String name : new String[] {"id", "type", "source", "time"}) {
      String value = texts.get(name);
      if (value == null || value.isEmpty() || value.length() > ATTRIBUTE_MAX_CHARS) {
        return new Malformed(name + ": expected 1 to " + ATTRIBUTE_MAX_CHARS + " characters");
      }
    }
    if (!EventTime.isOne(texts.getOrDefault("time", ""))) {
      return new Malformed("time: not RFC 3339");
    }
    if (!data) {
      return new Malformed("data: not an object");
    }
    return principal.equals(texts.get("source")) ? new Sound() : new Forged();
  }

  /**
   * Nearly all records are, and need no decoding. NUL is left out: where the parser finds one near
   * the start, it takes the bytes for UTF-16.
   */
  private static boolean isAscii(byte[] record) {
    for (byte one : record) {
      if (one <= 0) {
        return false;
      }
    }
    return true;
  }
}
