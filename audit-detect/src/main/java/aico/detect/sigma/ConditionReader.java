package aico.detect.sigma;

import aico.detect.Condition;
import aico.detect.RuleRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition of a rule:
 *
 * <pre>
 * or   = and {"or" and}        and = not {"and" not}       not = ["not"] one
 * one  = NAME | "(" or ")" | ("1" | "all") "of" ("them" | NAME with *)
 * </pre>
 *
 * <p>{@code them} are all searches whose name does not start with an underscore.
 */
final class ConditionReader {
  private static final String AT = "detection.condition";
  private static final int MAX_CHARS = 1024;
  private static final int DEPTH_MAX = 16;
  private static final Pattern TOKEN = Pattern.compile("\\s*([()]|[A-Za-z0-9_*?-]+)");

  private final Map<String, Condition> searches;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private ConditionReader(Map<String, Condition> searches) {
    this.searches = searches;
  }

  static Condition read(String text, Map<String, Condition> searches) {
    ConditionReader reader = new ConditionReader(searches);
    reader.tokenize(text);
    Condition condition = reader.or();
    if (reader.next < reader.tokens.size()) {
      throw new RuleRefused(AT, "'" + reader.tokens.get(reader.next) + "' is not expected here");
    }
    return condition;
  }

  private void tokenize(String text) {
    if (text.length() > MAX_CHARS) {
      throw new RuleRefused(AT, text.length() + " characters (expected: <= " + MAX_CHARS + ")");
    }
    String rest = text.strip();
    Matcher matcher = TOKEN.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      matcher.region(at, rest.length());
      if (!matcher.lookingAt()) {
        throw new RuleRefused(
            AT, "'" + rest.substring(at).strip().charAt(0) + "' is not supported");
      }
      tokens.add(matcher.group(1));
      at = matcher.end();
    }
  }

  private Condition or() {
    if (++depth > DEPTH_MAX) {
      throw new RuleRefused(AT, "nested deeper than " + DEPTH_MAX);
    }
    List<Condition> parts = new ArrayList<>(List.of(and()));
    while (take("or")) {
      parts.add(and());
    }
    depth--;
    return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
  }

  private Condition and() {
    List<Condition> parts = new ArrayList<>(List.of(not()));
    while (take("and")) {
      parts.add(not());
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition not() {
    return take("not") ? new Condition.Not(one()) : one();
  }

  private Condition one() {
    if (take("(")) {
      Condition inner = or();
      expect(")");
      return inner;
    }
    String token = word();
    if (next < tokens.size() && tokens.get(next).equalsIgnoreCase("of")) {
      next++;
      return of(token, word());
    }
    Condition search = searches.get(token);
    if (search == null) {
      throw new RuleRefused(AT, "there is no search '" + token + "'");
    }
    return search;
  }

  private Condition of(String quantity, String names) {
    String glob = names.equals("them") ? "*" : names;
    if (!glob.contains("*")) {
      throw new RuleRefused(AT, "'" + names + "' (expected: them, or a name with *)");
    }
    Pattern pattern = Pattern.compile("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E");
    List<Condition> parts =
        searches.entrySet().stream()
            .filter(search -> pattern.matcher(search.getKey()).matches())
            .filter(search -> !names.equals("them") || !search.getKey().startsWith("_"))
            .map(Map.Entry::getValue)
            .toList();
    if (parts.isEmpty()) {
      throw new RuleRefused(AT, "there is no search for '" + names + "'");
    }
    return switch (quantity.toLowerCase(Locale.ROOT)) {
      case "1" -> new Condition.Any(parts);
      case "all" -> new Condition.All(parts);
      default -> throw new RuleRefused(AT, "'" + quantity + " of' (expected: 1 of, or all of)");
    };
  }

  private String word() {
    if (next >= tokens.size()) {
      throw new RuleRefused(AT, "ends too early");
    }
    return tokens.get(next++);
  }

  private boolean take(String token) {
    if (next < tokens.size() && tokens.get(next).equalsIgnoreCase(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw new RuleRefused(AT, "'" + token + "' is missing");
    }
  }
}
