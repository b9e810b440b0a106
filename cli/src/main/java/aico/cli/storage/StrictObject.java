package aico.cli.storage;

import aico.cli.CommandFailed;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JSON object whose every field must be asked for, by name and type; see {@link #done}. */
final class StrictObject {
  private final Path file;
  private final String prefix;
  private final JsonNode node;
  private final Set<String> seen = new HashSet<>();

  StrictObject(Path file, String prefix, JsonNode node) {
    this.file = file;
    this.prefix = prefix;
    this.node = node;
  }

  /** Refuses any other version, a newer one in so many words. */
  void version(int expected) {
    long version = number("version");
    if (version > expected) {
      throw JsonFile.damaged(
          file, "version", version + " was written by a newer build (expected: " + expected + ")");
    }
    if (version != expected) {
      throw JsonFile.damaged(file, "version", version + " (expected: " + expected + ")");
    }
  }

  /** Refuses any version but these; which one it is. */
  int version(int oldest, int newest) {
    long version = number("version");
    if (version < oldest) {
      throw JsonFile.damaged(file, "version", version + " (expected: >= " + oldest + ")");
    }
    if (version > newest) {
      version(newest);
    }
    return (int) version;
  }

  long number(String name) {
    JsonNode value = required(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw fault(name, "expected: a whole number");
    }
    return value.longValue();
  }

  /** A number that fits {@code int}. */
  int smallNumber(String name) {
    long value = number(name);
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw fault(name, value + " is out of range");
    }
    return (int) value;
  }

  @Nullable Long optionalNumber(String name) {
    return required(name).isNull() ? null : number(name);
  }

  String text(String name) {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw fault(name, "expected: a text");
    }
    return value.textValue();
  }

  String text(String name, Pattern shape) {
    String value = text(name);
    if (!shape.matcher(value).matches()) {
      throw fault(name, "expected: " + shape.pattern());
    }
    return value;
  }

  /** Null when the field is absent. */
  @Nullable String optionalText(String name, Pattern shape) {
    return node.has(name) ? text(name, shape) : null;
  }

  boolean flag(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw fault(name, "expected: true or false");
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E oneOf(String name, E[] values, Function<E, String> wire) {
    String value = text(name);
    List<String> names = new ArrayList<>();
    for (E candidate : values) {
      if (wire.apply(candidate).equals(value)) {
        return candidate;
      }
      names.add(wire.apply(candidate));
    }
    throw fault(name, "expected: one of " + String.join(", ", names));
  }

  /** A list of texts of that shape. */
  List<String> texts(String name, Pattern shape) {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw fault(name, "expected: a list");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual() || !shape.matcher(element.textValue()).matches()) {
        throw fault(name, "expected: a list of " + shape.pattern());
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  List<StrictObject> objects(String name) {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw fault(name, "expected: a list");
    }
    List<StrictObject> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String where = prefix + name + "[" + i + "]";
      if (!value.get(i).isObject()) {
        throw JsonFile.damaged(file, where, "expected: an object");
      }
      objects.add(new StrictObject(file, where + ".", value.get(i)));
    }
    return objects;
  }

  /** Call last: refuses every field that nobody asked for. */
  void done() {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!seen.contains(name)) {
            throw JsonFile.damaged(file, prefix + name, "unknown field");
          }
        });
  }

  CommandFailed fault(String name, String message) {
    return JsonFile.damaged(file, prefix + name, message);
  }

  private JsonNode required(String name) {
    seen.add(name);
    JsonNode value = node.get(name);
    if (value == null) {
      throw JsonFile.damaged(file, prefix + name, "missing");
    }
    return value;
  }
}
