package aico.detect;

import org.jspecify.annotations.Nullable;

/**
 * Findings that the owner does not want to be told of.
 *
 * @param subject as in the alert, or null for every subject of the rule
 * @param untilMs from then on it holds no longer
 */
public record Suppression(String rule, @Nullable String subject, long untilMs) {

  boolean covers(Finding finding, long nowMs) {
    return rule.equals(finding.rule())
        && nowMs < untilMs
        && (subject == null || subject.equals(finding.subject()));
  }

  boolean isSameAs(String otherRule, @Nullable String otherSubject) {
    return rule.equals(otherRule)
        && (subject == null ? otherSubject == null : subject.equals(otherSubject));
  }
}
