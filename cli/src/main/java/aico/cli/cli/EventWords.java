package aico.cli.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One event explained in words. */
final class EventWords {
  /** What happened, by event code; the resource's name takes the place of {@code %s}. */
  private static final Map<String, String> SAYINGS =
      Map.ofEntries(
          Map.entry("auth.login", "A session was opened"),
          Map.entry("auth.login_failed", "An attempt to open a session was refused"),
          Map.entry("auth.logout", "A session was ended"),
          Map.entry("token.issued", "A token of five minutes was issued"),
          Map.entry("user.created", "A user was created"),
          Map.entry("key.unlocked", "The master key was unlocked"),
          Map.entry("key.locked", "The master key was locked and wiped from memory"),
          Map.entry("key.created", "A key was created for %s"),
          Map.entry("key.retired", "Older keys of %s were destroyed"),
          Map.entry("key.handed_out", "A key was handed out for %s"),
          Map.entry("key.password_changed", "The master password was changed"),
          Map.entry("key.recovery_tested", "The recovery kit was tested"),
          Map.entry("key.recovery_renewed", "The recovery kit was renewed; the old one is void"),
          Map.entry("decision.allowed", "A request about %s was allowed by policy"),
          Map.entry("decision.denied", "A request about %s was denied by policy"),
          Map.entry("vault.created", "%s was created"),
          Map.entry("vault.configured", "The settings of %s were changed"),
          Map.entry("vault.mounted", "%s was mounted: its files were readable from then on"),
          Map.entry("vault.unmounted", "%s was unmounted: its files were closed"),
          Map.entry("vault.rotated", "%s was given a new key"),
          Map.entry("vault.checked", "Every file of %s was checked"),
          Map.entry("vault.damage_found", "%s has files that are not as they were left"),
          Map.entry("integrator.added", "%s was allowed to follow the audit trail"),
          Map.entry("integrator.removed", "%s may no longer follow the audit trail"),
          Map.entry("peer.refused", "Somebody who may not was refused on the bus"),
          Map.entry("record.conflict", "A producer sent other records than it had sent before"),
          Map.entry("record.gap", "Records of a producer are missing"),
          Map.entry("record.refused", "A producer sent what is no event"),
          Map.entry("log.shortened", "The audit log is shorter than it once was"),
          Map.entry(
              "log.erased", "Somebody's names in the audit log were made unreadable for ever"),
          Map.entry("log.pruned", "The oldest events of the audit log were dropped"),
          Map.entry("log.retention_set", "How long events are kept was changed"),
          Map.entry("log.restored", "The audit log was brought back from a backup"),
          Map.entry("service.started", "A service started"),
          Map.entry("service.stopped", "A service stopped"));

  private static final Map<String, String> SEVERITIES =
      Map.of(
          "0", "unknown",
          "1", "informational",
          "2", "low",
          "3", "medium",
          "4", "high",
          "5", "critical",
          "6", "fatal");

  private EventWords() {}

  /** Sentences first, then what else is known, one a line. */
  static List<String> of(EventText event) {
    List<String> lines = new ArrayList<>();
    lines.add("Event " + event.sequence() + " of " + event.time());
    lines.add(sentence(event));
    lines.add("");
    add(lines, "code", event.code());
    add(lines, "severity", SEVERITIES.getOrDefault(event.number("severity_id"), "other"));
    add(lines, "recorded by", event.source());
    add(lines, "caused by", event.principal());
    add(lines, "for", event.user());
    add(lines, "about", event.about());
    add(lines, "belongs to", event.correlation());
    event.details().forEach((name, value) -> add(lines, name.replace('_', ' '), value));
    return lines;
  }

  private static String sentence(EventText event) {
    String about = event.about().isEmpty() ? "the suite" : event.about();
    String saying = SAYINGS.getOrDefault(event.code(), "This was recorded: " + event.code());
    String what = saying.replace("%s", about);
    return Character.toUpperCase(what.charAt(0))
        + what.substring(1)
        + (event.user().isEmpty() ? "" : ", for " + event.user())
        + (event.principal().isEmpty() ? "" : ", through " + event.principal())
        + (event.failed() && !SAYINGS.containsKey(event.code()) ? ", and failed" : "")
        + (event.failed() && saying.contains("was") && !isRefusal(event) ? ": this failed" : "")
        + ".";
  }

  /** What is no success by its very nature, and says so already. */
  private static boolean isRefusal(EventText event) {
    return event.code().endsWith("_failed")
        || event.code().endsWith(".denied")
        || event.code().endsWith(".refused");
  }

  private static void add(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add("  %-14s %s".formatted(name, printable(value)));
    }
  }

  /** A producer wrote it: nothing of it moves the cursor. */
  private static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }
}
