package aico.detect.sigma;

import aico.detect.Condition;
import aico.detect.FieldTable;
import aico.detect.Level;
import aico.detect.Rule;
import aico.detect.RuleRefused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Sigma rule: one YAML document with {@code logsource} and {@code detection}. */
final class RuleReader {
  private static final int SEARCHES_MAX = 64;
  private static final int ENTRIES_MAX = 64;
  private static final int FIELDS_MAX = 8;
  private static final Set<String> OWN = Set.of("logsource", "detection", "fields");

  private final FieldTable table;
  private final FieldReader fields;

  RuleReader(FieldTable table) {
    this.table = table;
    this.fields = new FieldReader(table);
  }

  static boolean isRule(Section document) {
    return document.has("detection");
  }

  /**
   * Reads a rule.
   *
   * @throws RuleRefused naming the field
   */
  Rule read(Section document) {
    Set<String> allowed = new HashSet<>(About.ATTRIBUTES);
    allowed.addAll(OWN);
    document.only(allowed);
    About about = About.read(document, Level.MEDIUM);
    @Nullable String producer = producer(document.section("logsource"));
    Section detection = document.section("detection");
    Map<String, Condition> searches = new LinkedHashMap<>();
    for (String name : detection.fields().keySet()) {
      if (name.equals("condition")) {
        continue;
      }
      if (name.equals("timeframe")) {
        throw new RuleRefused(detection.at(name), "not supported: use a correlation");
      }
      if (searches.size() >= SEARCHES_MAX) {
        throw new RuleRefused(detection.at(name), "more than " + SEARCHES_MAX + " searches");
      }
      searches.put(name, search(detection.at(name), detection.get(name)));
    }
    if (searches.isEmpty()) {
      throw new RuleRefused("detection", "no search");
    }
    if (detection.get("condition") instanceof List<?>) {
      throw new RuleRefused("detection.condition", "a list is not supported: use or");
    }
    Condition condition = ConditionReader.read(detection.text("condition"), searches);
    return new Rule(
        about.key(),
        about.id(),
        about.title(),
        about.level(),
        about.advice(),
        producer,
        condition,
        true,
        about(document));
  }

  private List<Integer> about(Section document) {
    List<Integer> told = new ArrayList<>();
    for (String path : document.texts("fields", FIELDS_MAX)) {
      told.add(fields.field("fields", path));
    }
    return told.isEmpty() ? List.of(FieldTable.USER, FieldTable.PROGRAM) : told;
  }

  private static @Nullable String producer(Section logsource) {
    logsource.only(Set.of("product", "service", "definition"));
    String product = logsource.text("product");
    if (!product.equals("aico")) {
      throw new RuleRefused("logsource.product", product + " (expected: aico)");
    }
    return logsource.optionalText("service").orElse(null);
  }

  /** A map: all of its entries. A list of maps: any of them. */
  private Condition search(String at, @Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      return entries(Section.of(at, value));
    }
    if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > ENTRIES_MAX) {
      throw new RuleRefused(at, "expected: a map, or a list of 1 to " + ENTRIES_MAX + " maps");
    }
    List<Condition> any = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof Map<?, ?>)) {
        throw new RuleRefused(at, "keywords are not supported: name the field");
      }
      any.add(entries(Section.of(at, one)));
    }
    return any.size() == 1 ? any.getFirst() : new Condition.Any(any);
  }

  private Condition entries(Section map) {
    if (map.fields().isEmpty() || map.fields().size() > ENTRIES_MAX) {
      throw new RuleRefused(map.path(), "expected: 1 to " + ENTRIES_MAX + " fields");
    }
    List<Condition> all = new ArrayList<>();
    map.fields().forEach((key, value) -> all.add(fields.read(map.path(), key, value)));
    return all.size() == 1 ? all.getFirst() : new Condition.All(all);
  }

  FieldTable table() {
    return table;
  }
}
