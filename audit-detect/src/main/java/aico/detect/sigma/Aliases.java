package aico.detect.sigma;

import aico.detect.RuleRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names that a correlation gives to fields that are called differently in its rules. */
final class Aliases {
  private static final int ALIASES_MAX = 16;

  private Aliases() {}

  static Map<String, Section> read(Section correlation, List<String> rules) {
    Map<String, Section> aliases = new LinkedHashMap<>();
    if (!correlation.has("aliases")) {
      return aliases;
    }
    Section all = correlation.section("aliases");
    if (all.fields().size() > ALIASES_MAX) {
      throw new RuleRefused(all.path(), "more than " + ALIASES_MAX);
    }
    for (String name : all.fields().keySet()) {
      Section alias = all.section(name);
      for (String rule : alias.fields().keySet()) {
        if (!rules.contains(rule)) {
          throw new RuleRefused(alias.at(rule), "no rule of this correlation");
        }
      }
      aliases.put(name, alias);
    }
    return aliases;
  }

  /** The field that stands for a name in the events of a rule. */
  static String field(Map<String, Section> aliases, String name, String rule) {
    Section alias = aliases.get(name);
    return alias == null ? name : alias.text(rule);
  }
}
