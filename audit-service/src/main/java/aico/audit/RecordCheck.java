package aico.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private static final String COMMON_TIME = "0000-00-00T00:00:00";

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
    String text;
    if (isAscii(record)) {
      text = new String(record, StandardCharsets.ISO_8859_1);
    } else {
      try {
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
      } catch (CharacterCodingException e) {
        return new Malformed("record: not UTF-8");
      }
    }
    try (JsonParser parser = JSON.createParser(text)) {
      return attributes(principal, parser);
    } catch (IOException e) {
      return new Malformed("record: not strict JSON");
    }
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
    if (!isTime(texts.get("time"))) {
      return new Malformed("time: not RFC 3339");
    }
    if (!data) {
      return new Malformed("data: not an object");
    }
    return principal.equals(texts.get("source")) ? new Sound() : new Forged();
  }

  /** Nearly all records are, and need no decoding. */
  private static boolean isAscii(byte[] record) {
    for (byte one : record) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTime(@Nullable String text) {
    if (text != null && isCommonTime(text)) {
      return true;
    }
    try {
      OffsetDateTime.parse(String.valueOf(text));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** {@code 2026-11-23T22:03:04.000Z}, before a month's 29th: what all our producers write. */
  private static boolean isCommonTime(String text) {
    int end = text.length() - 1;
    if (end < COMMON_TIME.length() || text.charAt(end) != 'Z') {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char expected =
          i < COMMON_TIME.length() ? COMMON_TIME.charAt(i) : i == COMMON_TIME.length() ? '.' : '0';
      char found = text.charAt(i);
      if (expected == '0' ? found < '0' || found > '9' : found != expected) {
        return false;
      }
    }
    return end != COMMON_TIME.length() + 1
        && end <= COMMON_TIME.length() + 10
        && isWithin(text, 5, 1, 12)
        && isWithin(text, 8, 1, 28)
        && isWithin(text, 11, 0, 23)
        && isWithin(text, 14, 0, 59)
        && isWithin(text, 17, 0, 59);
  }

  private static boolean isWithin(String text, int at, int min, int max) {
    int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    return number >= min && number <= max;
  }
}
