package aico.detect.sigma;

import aico.detect.Level;
import aico.detect.RuleRefused;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every rule says about itself.
 *
 * @param key its name, else its id
 * @param advice what to do when it is seen: the attribute {@code advice}, the only one that Sigma
 *     does not know
 */
record About(String key, @Nullable String id, String title, Level level, String advice) {
  /** The attributes read here, and those that are let through unread. */
  static final Set<String> ATTRIBUTES =
      Set.of(
          "title",
          "id",
          "name",
          "description",
          "level",
          "advice",
          "status",
          "license",
          "references",
          "author",
          "date",
          "modified",
          "tags",
          "falsepositives",
          "related",
          "taxonomy");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final int TITLE_MAX_CHARS = 256;
  private static final int ADVICE_MAX_CHARS = 600;
  private static final Set<String> STATUS =
      Set.of("stable", "test", "experimental", "deprecated", "unsupported");

  static About read(Section rule, Level otherwise) {
    String title = rule.text("title");
    if (title.length() > TITLE_MAX_CHARS) {
      throw new RuleRefused("title", "longer than " + TITLE_MAX_CHARS + " characters");
    }
    Optional<String> id = rule.optionalText("id");
    if (id.isPresent() && !UUID.matcher(id.get()).matches()) {
      throw new RuleRefused("id", "not a UUID");
    }
    Optional<String> name = rule.optionalText("name");
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      throw new RuleRefused("name", "'" + name.get() + "' (expected: " + NAME.pattern() + ")");
    }
    if (name.isEmpty() && id.isEmpty()) {
      throw new RuleRefused("name", "missing, and there is no id either");
    }
    rule.optionalText("taxonomy")
        .filter(taxonomy -> !taxonomy.equals("aico"))
        .ifPresent(other -> {
          throw new RuleRefused("taxonomy", other + " (expected: aico)");
        });
    rule.optionalText("status")
        .filter(status -> !STATUS.contains(status))
        .ifPresent(other -> {
          throw new RuleRefused("status", other + " (expected: one of " + STATUS + ")");
        });
    Level level =
        rule.optionalText("level")
            .map(text ->
                Level.byWireName(text)
                    .orElseThrow(() ->
                        new RuleRefused(
                            "level",
                            text + " (expected: informational, low, medium, high or critical)")))
            .orElse(otherwise);
    String advice =
        rule.optionalText("advice")
            .map(text -> text.replaceAll("\\s+", " "))
            .orElse("Look at the events. If they were yours, resolve the alert.");
    if (advice.length() > ADVICE_MAX_CHARS) {
      throw new RuleRefused("advice", "longer than " + ADVICE_MAX_CHARS + " characters");
    }
    return new About(name.or(() -> id).orElseThrow(), id.orElse(null), title, level, advice);
  }
}
