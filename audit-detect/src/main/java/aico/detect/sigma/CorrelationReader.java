package aico.detect.sigma;

import aico.detect.Correlation;
import aico.detect.Correlation.Type;
import aico.detect.FieldTable;
import aico.detect.Level;
import aico.detect.RuleRefused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Sigma correlation: one YAML document with {@code correlation}. */
final class CorrelationReader {
  /** More events or values than this are a matter of rates, and would cost memory. */
  static final int COUNT_MAX = 1000;

  private static final int RULES_MAX = 8;
  private static final int GROUPS_MAX = 4;
  private static final Pattern TIMESPAN = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
  private static final Set<String> PARTS =
      Set.of("type", "rules", "group-by", "timespan", "condition", "aliases");

  private final FieldReader fields;

  CorrelationReader(FieldTable table) {
    this.fields = new FieldReader(table);
  }

  static boolean isCorrelation(Section document) {
    return document.has("correlation");
  }

  /** Whether the rules that it counts stay findings of their own. */
  static boolean generates(Section document) {
    return document.flag("generate");
  }

  /** The rules that it names. */
  static List<String> rules(Section document) {
    List<String> rules = document.section("correlation").texts("rules", RULES_MAX);
    if (rules.isEmpty()) {
      throw new RuleRefused("correlation.rules", "missing");
    }
    return rules;
  }

  /**
   * Reads a correlation.
   *
   * @param key gives the key of the rule that is called so
   * @throws RuleRefused naming the field
   */
  Correlation read(Section document, UnaryOperator<String> key) {
    Set<String> allowed = new HashSet<>(About.ATTRIBUTES);
    allowed.addAll(Set.of("correlation", "generate"));
    document.only(allowed);
    About about = About.read(document, Level.MEDIUM);
    Section part = document.section("correlation");
    part.only(PARTS);
    Type type = type(part.text("type"));
    List<String> called = rules(document);
    List<String> names = part.texts("group-by", GROUPS_MAX);
    Map<String, Section> aliases = Aliases.read(part, called);
    List<List<Integer>> groups = new ArrayList<>();
    for (String rule : called) {
      groups.add(
          names.stream()
              .map(name -> fields.field(part.at("group-by"), Aliases.field(aliases, name, rule)))
              .toList());
    }
    if ((type == Type.TEMPORAL || type == Type.TEMPORAL_ORDERED) && called.size() < 2) {
      throw new RuleRefused(part.at("rules"), "one rule alone is not close to another");
    }
    return new Correlation(
        about.key(),
        about.id(),
        about.title(),
        about.level(),
        about.advice(),
        type,
        called.stream().map(key).toList(),
        groups,
        counted(type, part, called),
        names.stream().map(CorrelationReader::word).toList(),
        timespanMs(part.text("timespan")),
        atLeast(type, part, called.size()),
        true);
  }

  private static String word(String name) {
    return switch (name) {
      case "actor.user.name" -> "user";
      case "actor.app_name" -> "program";
      case "producer", "source" -> "service";
      default -> name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
    };
  }

  private static Type type(String text) {
    for (Type type : Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
        return type;
      }
    }
    throw new RuleRefused(
        "correlation.type",
        text + " (expected: event_count, value_count, temporal or temporal_ordered)");
  }

  private List<Integer> counted(Type type, Section part, List<String> called) {
    if (type != Type.VALUE_COUNT) {
      return List.of();
    }
    Section condition = part.section("condition");
    int field = fields.field(condition.at("field"), condition.text("field"));
    return called.stream().map(rule -> field).toList();
  }

  private static int atLeast(Type type, Section part, int rules) {
    if (type == Type.TEMPORAL_ORDERED || (type == Type.TEMPORAL && !part.has("condition"))) {
      if (part.has("condition")) {
        throw new RuleRefused(part.at("condition"), "not supported with temporal_ordered");
      }
      return rules;
    }
    Section condition = part.section("condition");
    condition.only(type == Type.VALUE_COUNT ? Set.of("gte", "gt", "field") : Set.of("gte", "gt"));
    if (condition.has("gte") == condition.has("gt")) {
      throw new RuleRefused(condition.path(), "expected: either gte or gt");
    }
    int max = type == Type.TEMPORAL ? rules : COUNT_MAX;
    return condition.has("gte")
        ? condition.number("gte", 1, max)
        : condition.number("gt", 0, max - 1) + 1;
  }

  private static long timespanMs(String text) {
    Matcher matcher = TIMESPAN.matcher(text);
    if (!matcher.matches()) {
      throw new RuleRefused("correlation.timespan", text + " (expected: such as 10m or 1h)");
    }
    long seconds =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          default -> 86_400;
        };
    long ms = Long.parseLong(matcher.group(1)) * seconds * 1000;
    if (ms > Correlation.TIMESPAN_MAX_MS) {
      throw new RuleRefused("correlation.timespan", text + " (expected: at most 24h)");
    }
    return ms;
  }
}
