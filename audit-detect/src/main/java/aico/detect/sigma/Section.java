package aico.detect.sigma;

import aico.detect.RuleRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map in a rule, and where it stands there. Every complaint names the field. */
record Section(String path, Map<String, @Nullable Object> fields) {
  private static final int TEXT_MAX_CHARS = 65_535;

  static Section of(String path, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new RuleRefused(path.isEmpty() ? "file" : path, "expected: a map");
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new RuleRefused(path + "." + entry.getKey(), "expected: a text as name");
      }
      fields.put(name, entry.getValue());
    }
    return new Section(path, fields);
  }

  /** The full name of one of its fields. */
  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Refuses every field but these. */
  void only(Set<String> allowed) {
    for (String name : fields.keySet()) {
      if (!allowed.contains(name)) {
        throw new RuleRefused(at(name), "unknown, or not supported");
      }
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  @Nullable Object get(String name) {
    return fields.get(name);
  }

  Section section(String name) {
    require(name);
    return of(at(name), fields.get(name));
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> new RuleRefused(at(name), "missing"));
  }

  Optional<String> optionalText(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || text.isBlank() || text.length() > TEXT_MAX_CHARS) {
      throw new RuleRefused(at(name), "expected: a text");
    }
    return Optional.of(text.strip());
  }

  boolean flag(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return false;
    }
    if (!(value instanceof Boolean flag)) {
      throw new RuleRefused(at(name), "expected: true or false");
    }
    return flag;
  }

  int number(String name, int min, int max) {
    require(name);
    Object value = fields.get(name);
    long number = value instanceof Integer i ? i : value instanceof Long l ? l : Long.MIN_VALUE;
    if (number < min || number > max) {
      throw new RuleRefused(
          at(name), value + " (expected: a whole number, " + min + " to " + max + ")");
    }
    return (int) number;
  }

  /** One text, or a list of them. */
  List<String> texts(String name, int max) {
    Object value = fields.get(name);
    List<?> list =
        value instanceof List<?> many ? many : value == null ? List.of() : List.of(value);
    if (list.size() > max) {
      throw new RuleRefused(at(name), list.size() + " (expected: <= " + max + ")");
    }
    return list.stream()
        .map(one -> {
          if (one instanceof String text && !text.isBlank()) {
            return text;
          }
          throw new RuleRefused(at(name), "expected: texts");
        })
        .toList();
  }

  private void require(String name) {
    if (!fields.containsKey(name)) {
      throw new RuleRefused(at(name), "missing");
    }
  }
}
