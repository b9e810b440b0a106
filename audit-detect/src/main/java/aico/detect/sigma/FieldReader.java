package aico.detect.sigma;

import aico.bus.contract.EventCode;
import aico.detect.Condition;
import aico.detect.FieldTable;
import aico.detect.RuleRefused;
import aico.detect.ValueTest;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One entry of a selection: {@code field|modifier|…: value or values}. */
final class FieldReader {
  /** The most values of one field. */
  static final int VALUES_MAX = 256;

  private static final java.util.regex.Pattern FIELD =
      java.util.regex.Pattern.compile(
          "[A-Za-z_][A-Za-z0-9_]{0,63}(\\.[A-Za-z_][A-Za-z0-9_]{0,63}){0,7}");
  private static final Set<String> ENDS = Set.of("contains", "startswith", "endswith");
  private static final Set<String> NUMBERS = Set.of("lt", "lte", "gt", "gte");
  private static final Set<String> SUPPORTED =
      Set.of(
          "contains",
          "startswith",
          "endswith",
          "all",
          "cased",
          "exists",
          "neq",
          "cidr",
          "re",
          "i",
          "m",
          "s",
          "lt",
          "lte",
          "gt",
          "gte");
  private static final Set<String> CODES =
      Arrays.stream(EventCode.values()).map(EventCode::code).collect(Collectors.toSet());

  private static final String DETAILS = "unmapped.";
  private static final Set<String> KNOWN_DETAILS =
      Arrays.stream(EventCode.values())
          .flatMap(code -> code.details().stream())
          .collect(Collectors.toSet());

  private final FieldTable fields;

  FieldReader(FieldTable fields) {
    this.fields = fields;
  }

  /** The number of a field by its path. */
  int field(String at, String path) {
    if (!FIELD.matcher(path).matches()) {
      throw new RuleRefused(at, "'" + path + "' (expected: a path such as actor.user.name)");
    }
    if (path.startsWith(DETAILS) && !KNOWN_DETAILS.contains(path.substring(DETAILS.length()))) {
      throw new RuleRefused(at, "'" + path + "' is in no event of the catalogue");
    }
    return fields.id(path);
  }

  Condition read(String section, String key, @Nullable Object value) {
    String at = section + "." + key;
    List<String> parts = List.of(key.split("\\|", -1));
    int field = field(at, parts.getFirst());
    List<String> modifiers = parts.subList(1, parts.size());
    requireSound(at, modifiers);
    List<@Nullable Object> values = values(at, value);
    if (modifiers.contains("exists")) {
      return exists(at, field, values);
    }
    if (modifiers.contains("all") && values.size() < 2) {
      throw new RuleRefused(at, "all: needs more than one value");
    }
    List<Condition> tests = new ArrayList<>();
    Optional<Set<String>> texts = onlyTexts(at, modifiers, values);
    for (Object one : values) {
      ValueTest test = test(at, modifiers, one);
      tests.add(new Condition.Field(field, test, Optional.empty()));
    }
    if (field == FieldTable.CODE) {
      texts.ifPresent(codes -> requireCodes(at, codes));
    }
    Condition all =
        texts.isPresent()
            ? oneOf(field, texts.get())
            : tests.size() == 1
                ? tests.getFirst()
                : modifiers.contains("all") ? new Condition.All(tests) : new Condition.Any(tests);
    return modifiers.contains("neq") ? new Condition.Not(all) : all;
  }

  /** Mere comparisons go through one look into a set. */
  private static Condition oneOf(int field, Set<String> texts) {
    ValueTest test =
        texts.size() == 1
            ? equalTo(texts.iterator().next())
            : value -> value != null && texts.contains(value.toLowerCase(Locale.ROOT));
    return new Condition.Field(field, test, Optional.of(texts));
  }

  private static ValueTest equalTo(String only) {
    return value -> value != null && only.equalsIgnoreCase(value);
  }

  private static Optional<Set<String>> onlyTexts(
      String at, List<String> modifiers, List<@Nullable Object> values) {
    if (modifiers.stream().anyMatch(modifier -> !modifier.equals("neq"))) {
      return Optional.empty();
    }
    Set<String> texts = new HashSet<>();
    for (Object value : values) {
      Optional<String> only =
          value instanceof String text
              ? Glob.of(at, text, false, false, false).onlyText()
              : value == null ? Optional.empty() : Optional.of(plain(value));
      if (only.isEmpty()) {
        return Optional.empty();
      }
      texts.add(only.get());
    }
    return Optional.of(texts);
  }

  /** A rule for a code that does not exist would never say anything. */
  private static void requireCodes(String at, Set<String> codes) {
    for (String code : codes) {
      if (!CODES.contains(code)) {
        throw new RuleRefused(at, "'" + code + "' is no event code of the catalogue");
      }
    }
  }

  private static void requireSound(String at, List<String> modifiers) {
    for (String modifier : modifiers) {
      if (!SUPPORTED.contains(modifier)) {
        throw new RuleRefused(at, "modifier '" + modifier + "' is unknown, or not supported");
      }
    }
    if (new HashSet<>(modifiers).size() != modifiers.size()) {
      throw new RuleRefused(at, "a modifier stands twice");
    }
    long kinds =
        modifiers.stream()
            .filter(m ->
                ENDS.contains(m)
                    || NUMBERS.contains(m)
                    || m.equals("re")
                    || m.equals("cidr")
                    || m.equals("exists"))
            .count();
    if (kinds > 1) {
      throw new RuleRefused(at, "modifiers exclude each other");
    }
    int re = modifiers.indexOf("re");
    for (String flag : List.of("i", "m", "s")) {
      if (modifiers.contains(flag) && (re < 0 || modifiers.indexOf(flag) < re)) {
        throw new RuleRefused(at, "modifier '" + flag + "' goes with re, behind it");
      }
    }
    if (modifiers.contains("cased")
        && (re >= 0 || modifiers.stream().anyMatch(NUMBERS::contains))) {
      throw new RuleRefused(at, "cased goes with texts alone");
    }
  }

  private static List<@Nullable Object> values(String at, @Nullable Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    if (value instanceof List<?> many) {
      if (many.isEmpty() || many.size() > VALUES_MAX) {
        throw new RuleRefused(at, many.size() + " values (expected: 1 to " + VALUES_MAX + ")");
      }
      values.addAll(many);
    } else {
      values.add(value);
    }
    for (Object one : values) {
      if (one != null
          && !(one instanceof String)
          && !(one instanceof Number)
          && !(one instanceof Boolean)) {
        throw new RuleRefused(at, "expected: texts, numbers, true, false or null");
      }
    }
    return values;
  }

  private static Condition exists(String at, int field, List<@Nullable Object> values) {
    if (values.size() != 1 || !(values.getFirst() instanceof Boolean expected)) {
      throw new RuleRefused(at, "expected: true or false");
    }
    return new Condition.Field(field, value -> (value != null) == expected, Optional.empty());
  }

  private static ValueTest test(String at, List<String> modifiers, @Nullable Object value) {
    if (modifiers.contains("re")) {
      return LinearRegex.of(at, text(at, value), flags(modifiers));
    }
    if (modifiers.contains("cidr")) {
      return Cidr.of(at, text(at, value));
    }
    for (String modifier : modifiers) {
      if (NUMBERS.contains(modifier)) {
        return number(at, modifier, value);
      }
    }
    boolean ends = modifiers.stream().anyMatch(ENDS::contains);
    if (ends || value instanceof String) {
      boolean anywhere = modifiers.contains("contains");
      return Glob.of(
          at,
          ends ? text(at, value) : String.valueOf(value),
          anywhere || modifiers.contains("endswith"),
          anywhere || modifiers.contains("startswith"),
          modifiers.contains("cased"));
    }
    return value == null ? absent -> absent == null : equalTo(plain(value));
  }

  private static int flags(List<String> modifiers) {
    return (modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
        | (modifiers.contains("m") ? Pattern.MULTILINE : 0)
        | (modifiers.contains("s") ? Pattern.DOTALL : 0);
  }

  private static String text(String at, @Nullable Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new RuleRefused(at, "expected: a text");
  }

  private static String plain(Object value) {
    return value instanceof Boolean || value instanceof Integer || value instanceof Long
        ? value.toString().toLowerCase(Locale.ROOT)
        : new BigDecimal(value.toString()).toPlainString();
  }

  private static ValueTest number(String at, String modifier, @Nullable Object value) {
    if (!(value instanceof Number)) {
      throw new RuleRefused(at, "expected: a number");
    }
    double bound = ((Number) value).doubleValue();
    return text -> {
      double number = Numbers.parse(text);
      return switch (modifier) {
        case "lt" -> number < bound;
        case "lte" -> number <= bound;
        case "gt" -> number > bound;
        case "gte" -> number >= bound;
        default -> throw new IllegalStateException(modifier);
      };
    };
  }
}
