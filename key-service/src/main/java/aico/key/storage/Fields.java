package aico.key.storage;

import aico.bus.crypto.SealedBox;
import aico.key.StateFileException;
import aico.key.Wrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads one JSON object strictly: a missing field, a field nobody asked for, another type and a
 * value out of shape are refused with file and field. Call {@link #end} last.
 */
final class Fields {
  static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");
  static final Pattern SEALED_KEY =
      Pattern.compile("[0-9a-f]{" + 2 * (SealedBox.OVERHEAD_BYTES + Wrapped.KEY_SIZE_BYTES) + "}");
  private static final Pattern WRAPPED =
      Pattern.compile("[0-9a-f]{" + 2 * Wrapped.WRAPPED_SIZE_BYTES + "}");

  private final String file;
  private final String path;
  private final JsonNode object;
  private final Set<String> asked = new HashSet<>();

  Fields(String file, String path, JsonNode object) {
    this.file = file;
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw new StateFileException(file, path.isEmpty() ? "$" : path, "not an object");
    }
  }

  StateFileException refused(String field, String message) {
    return new StateFileException(file, at(field), message);
  }

  private String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private JsonNode node(String field) {
    asked.add(field);
    JsonNode node = object.get(field);
    if (node == null) {
      throw refused(field, "missing");
    }
    return node;
  }

  String text(String field, Pattern shape) {
    JsonNode node = node(field);
    if (!node.isTextual()) {
      throw refused(field, "not a text");
    }
    if (!shape.matcher(node.textValue()).matches()) {
      throw refused(field, "out of shape (expected: " + shape.pattern() + ")");
    }
    return node.textValue();
  }

  String id(String field) {
    return text(field, ID);
  }

  Wrapped wrapped(String field) {
    return new Wrapped(text(field, WRAPPED));
  }

  /** A text that is always the same, such as the name of an algorithm. */
  void constant(String field, String expected) {
    text(field, Pattern.compile(Pattern.quote(expected)));
  }

  long number(String field, long min, long max) {
    JsonNode node = node(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw refused(field, "not a whole number");
    }
    long value = node.longValue();
    if (value < min || value > max) {
      throw refused(field, "%d (expected: %d to %d)".formatted(value, min, max));
    }
    return value;
  }

  /** The names of all fields there are, in the order of the file. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A text of that shape, or a whole number from 0. */
  Object textOrNumber(String field, Pattern shape) {
    return node(field).isTextual() ? (Object) text(field, shape) : number(field, 0, Long.MAX_VALUE);
  }

  int small(String field, int min, int max) {
    return (int) number(field, min, max);
  }

  /** A number that may be only this. */
  void constant(String field, int expected) {
    number(field, expected, expected);
  }

  Instant time(String field) {
    String text = text(field, Pattern.compile("[0-9TZ:.-]{20,30}"));
    try {
      return Instant.parse(text);
    } catch (DateTimeException notATime) {
      throw refused(field, "not a time (expected: as 2026-11-01T12:00:00Z)");
    }
  }

  Fields object(String field) {
    return new Fields(file, at(field), node(field));
  }

  /** An object that may be missing. */
  Optional<Fields> optionalObject(String field) {
    return object.has(field) ? Optional.of(object(field)) : Optional.empty();
  }

  <T> List<T> list(String field, int limit, Function<Fields, T> element) {
    JsonNode node = node(field);
    if (!node.isArray()) {
      throw refused(field, "not a list");
    }
    if (node.size() > limit) {
      throw refused(field, "%d entries (expected: <= %d)".formatted(node.size(), limit));
    }
    List<T> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      Fields fields = new Fields(file, "%s[%d]".formatted(at(field), i), node.get(i));
      elements.add(element.apply(fields));
      fields.end();
    }
    return elements;
  }

  /** Refuses fields that were not asked for. */
  void end() {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!asked.contains(name)) {
            throw refused(name, "unknown field");
          }
        });
  }
}
