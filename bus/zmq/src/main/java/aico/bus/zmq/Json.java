package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * JSON as it goes over the bus (RFC 8259, UTF-8), names in {@code snake_case}.
 *
 * <p>Strict, for requests and state files: unknown, duplicate and missing fields, null for a
 * missing value, numbers as strings and the like, comments, and anything after the value are
 * refused with {@link InvalidField}, which names the field; {@code body} where no field is at
 * fault. Tolerant, for replies and events: a reader ignores fields it does not know; all else as in
 * strict.
 */
public final class Json {
  /** Deeper than any record of the contract; a parser's stack stays small. */
  private static final int DEPTH = 16;

  private static final Json STRICT = new Json(true);
  private static final Json TOLERANT = new Json(false);

  private final JsonMapper mapper;

  private Json(boolean strict) {
    JsonMapper.Builder builder =
        JsonMapper.builder(
                com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .serializationInclusion(JsonInclude.Include.NON_NULL);
    for (LogicalType type : List.of(LogicalType.Textual)) {
      builder.withCoercionConfig(
          type,
          config ->
              config
                  .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
    builder.withCoercionConfigDefaults(config ->
        config
            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
            .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail));
    mapper = builder.build();
  }

  /** Refuses fields it does not know. */
  public static Json strict() {
    return STRICT;
  }

  /** Ignores fields it does not know. */
  public static Json tolerant() {
    return TOLERANT;
  }

  /** The record in these bytes, or {@link InvalidField}. */
  public <T> T read(byte[] json, Class<T> type) {
    try {
      T value = mapper.readValue(json, type);
      if (value == null) {
        throw new InvalidField("body", "null (expected: an object)");
      }
      RequiredFields.check("", value);
      return value;
    } catch (IOException e) {
      throw invalid(e);
    }
  }

  /** The tree in these bytes, or {@link InvalidField}. */
  public JsonNode tree(byte[] json) {
    try {
      return mapper.readTree(json);
    } catch (IOException e) {
      throw invalid(e);
    }
  }

  /** A record or a tree as a tree. */
  public JsonNode tree(Object value) {
    return value instanceof JsonNode node ? node : mapper.valueToTree(value);
  }

  /** A record or a tree as bytes, without null fields. */
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + value.getClass().getName(), e);
    }
  }

  /** A record or a tree as indented text with a newline at its end, for files. */
  public byte[] writeIndented(Object value) {
    try {
      return (mapper.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n")
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + value.getClass().getName(), e);
    }
  }

  private static InvalidField invalid(IOException e) {
    return switch (e) {
      case JsonMappingException mapping when mapping.getCause() instanceof InvalidField field ->
          field;
      case UnrecognizedPropertyException unknown ->
          new InvalidField(path(unknown), "unknown field");
      case JsonParseException parse when isDuplicate(parse) ->
          new InvalidField(duplicateName(parse), "duplicate field");
      case JsonMappingException mapping when mapping.getPath().isEmpty() ->
          new InvalidField(
              "body",
              mapping.getOriginalMessage().startsWith("Trailing token")
                  ? "more than one JSON value"
                  : "not an object");
      case JsonMappingException mapping -> new InvalidField(path(mapping), "not of its type");
      case StreamConstraintsException limit -> new InvalidField("body", "too deep or too long");
      case JsonParseException parse when parse.getLocation() != null ->
          new InvalidField("body", "not JSON at byte " + parse.getLocation().getByteOffset());
      default -> new InvalidField("body", "not JSON");
    };
  }

  private static boolean isDuplicate(JsonParseException e) {
    return e.getOriginalMessage().startsWith("Duplicate field");
  }

  private static String duplicateName(JsonParseException e) {
    JsonParser parser = e.getProcessor();
    String name = parser == null ? null : parser.getParsingContext().getCurrentName();
    return name == null ? "body" : name;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
        .collect(Collectors.joining("."));
  }
}
