package aico.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What audit-service found in the trail, and what the owner does about it. */
public interface Alerts {

  /**
   * An alert.
   *
   * @param level {@code informational, low, medium, high, critical}
   * @param subject what it is about, such as {@code user owner}
   * @param why a sentence that says what was seen
   * @param advice what to do
   * @param events the sequences of the events that caused it
   * @param state {@code open, acknowledged, resolved}
   * @param raised RFC 3339
   * @param last when it was seen last, RFC 3339
   */
  record Alert(
      String id,
      String rule,
      String title,
      String level,
      String subject,
      String why,
      String advice,
      List<Long> events,
      String state,
      String raised,
      String last,
      int count) {}

  /**
   * What is not told.
   *
   * @param subject or null for all subjects of the rule
   * @param until RFC 3339
   */
  record Suppression(String rule, @Nullable String subject, String until) {}

  /** Alerts, the newest last, and what is suppressed. */
  record Listed(List<Alert> alerts, List<Suppression> suppressions) {}

  /**
   * An alert with the events that caused it.
   *
   * @param events CloudEvents as JSON texts
   */
  record Shown(Alert alert, List<String> events) {}

  /** A rule that stands. */
  record Rule(String name, String title, String level) {}

  /** A file of rules that could not be taken, and why. */
  record Fault(String file, String message) {}

  /** The rules, and the folder for one's own. */
  record Rules(String folder, List<Rule> rules, List<Fault> faults) {}

  /**
   * What a service does by itself about the alerts of a rule.
   *
   * @param response {@code lock} or {@code revoke-session}
   * @param user who chose it
   * @param since RFC 3339
   * @param suspended whether it does nothing since a restore, until it is confirmed
   */
  record Response(String rule, String response, String user, String since, boolean suspended) {}

  /** What was chosen, by rule. */
  record Responses(List<Response> responses) {}

  /** Alerts; those that are resolved only with {@code all}. */
  Listed list(boolean all);

  /** The alert whose id begins so. */
  Shown show(String id);

  Alert acknowledge(String id);

  Alert resolve(String id);

  /** Tells nothing of the kind for so many days; 0 ends it. */
  void suppress(String rule, @Nullable String subject, int days);

  Rules rules();

  Responses responses();

  /** Chooses what is done about the alerts of a rule; gives what stands for it then. */
  Responses respond(String rule, String response);
}
