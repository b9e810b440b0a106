package aico.cli.cli;

import aico.cli.Alerts;
import java.util.List;
import java.util.Locale;

/** Alerts in words. */
final class AlertWords {
  private AlertWords() {}

  static String line(Alerts.Alert alert) {
    return String.format(
        Locale.ROOT,
        "%s  %-12s %-8s %s  %s: %s%s",
        alert.id().substring(0, 8),
        alert.state(),
        alert.level(),
        alert.raised(),
        alert.title(),
        alert.subject(),
        alert.count() > 1 ? " (" + alert.count() + " times)" : "");
  }

  static void list(Output output, Alerts.Listed listed) {
    listed.alerts().forEach(alert -> output.line(line(alert)));
    if (listed.alerts().isEmpty()) {
      output.line("no alerts");
    }
    for (Alerts.Suppression one : listed.suppressions()) {
      output.line(
          "suppressed until %s: %s%s"
              .formatted(
                  one.until(), one.rule(), one.subject() == null ? "" : " of " + one.subject()));
    }
  }

  static void shown(Output output, Alerts.Shown shown) {
    Alerts.Alert alert = shown.alert();
    output.line(line(alert));
    output.line("rule: " + alert.rule());
    output.line("seen: " + alert.why());
    output.line("do:   " + alert.advice());
    output.line("events:");
    List<String> events = shown.events();
    for (int i = 0; i < events.size(); i++) {
      output.line("  " + alert.events().get(i) + "  " + EventLine.of(events.get(i)));
    }
  }

  static void rules(Output output, Alerts.Rules rules) {
    for (Alerts.Rule rule : rules.rules()) {
      output.line(
          String.format(Locale.ROOT, "%-13s %-24s %s", rule.level(), rule.name(), rule.title()));
    }
    rules.faults().forEach(f -> output.line("not taken: " + f.file() + ": " + f.message()));
    output.line("your own rules: " + rules.folder() + "/*.yml");
  }

  static String line(Alerts.Response one) {
    return String.format(
        Locale.ROOT,
        "%-24s %-14s since %s%s",
        one.rule(),
        one.response(),
        one.since(),
        one.suspended() ? "  SUSPENDED since a restore (aico restore confirm)" : "");
  }

  static void responses(Output output, Alerts.Responses responses) {
    responses.responses().forEach(one -> output.line(line(one)));
    if (responses.responses().isEmpty()) {
      output.line("no responses: alerts are only told");
    }
  }
}
