package aico.audit;

import aico.bus.contract.EventTime;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

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
    Attributes found = new Attributes();
    parser.nextToken();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      @Nullable String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
      switch (name) {
        case "sequence", "producer", "incarnation", "producerseq" -> {
          // The leaf's own: a record that brought them would have them twice.
          return new Malformed(name + ": belongs to the log");
        }
        case "specversion" -> found.specversion = text;
        case "id" -> found.id = text;
        case "type" -> found.type = text;
        case "source" -> found.source = text;
        case "time" -> found.time = text;
        case "data" -> found.data = value == JsonToken.START_OBJECT;
        default -> {}
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      return new Malformed("record: more than one value");
    }
    return found.judge(principal);
  }

  /** Those that count; null where a record has none, or no text. */
  private static final class Attributes {
    private @Nullable String specversion;
    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String source;
    private @Nullable String time;
    private boolean data;

    Verdict judge(String principal) {
      if (!"1.0".equals(specversion)) {
        return new Malformed("specversion: not 1.0");
      }
      if (!hasLength(id)) {
        return length("id");
      }
      if (!hasLength(type)) {
        return length("type");
      }
      if (!hasLength(source)) {
        return length("source");
      }
      if (time == null || !hasLength(time)) {
        return length("time");
      }
      if (!EventTime.isOne(time)) {
        return new Malformed("time: not RFC 3339");
      }
      if (!data) {
        return new Malformed("data: not an object");
      }
      return principal.equals(source) ? new Sound() : new Forged();
    }

    private static boolean hasLength(@Nullable String text) {
      return text != null && !text.isEmpty() && text.length() <= ATTRIBUTE_MAX_CHARS;
    }

    private static Malformed length(String name) {
      return new Malformed(name + ": expected 1 to " + ATTRIBUTE_MAX_CHARS + " characters");
    }
  }

  /**
   * Nearly all records are, and need no decoding. NUL is left out near the start, where the parser
   * would take the bytes for UTF-16.
   */
  private static boolean isAscii(byte[] record) {
    int at = 0;
    for (; at + Long.BYTES <= record.length; at += Long.BYTES) {
      if (((long) EIGHT_BYTES.get(record, at) & NOT_ASCII) != 0) {
        return false;
      }
    }
    for (; at < record.length; at++) {
      if (record[at] < 0) {
        return false;
      }
    }
    for (int i = 0; i < Math.min(record.length, Integer.BYTES); i++) {
      if (record[i] == 0) {
        return false;
      }
    }
    return true;
  }
}
