package aico.cli.cli;

import aico.cli.Alerts;
import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico alerts …}. */
final class AlertCommands {
  private static final String ID = "The alert's id; its first digits are enough.";

  private AlertCommands() {}

  /** The list, with and without the word. */
  private abstract static class Listing extends SuiteCommand {
    @Option(names = "--all", description = "Those that are resolved, too.")
    private boolean all;

    Listing(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Alerts.Listed listed = suite().alerts().list(all);
      output.result(listed, () -> AlertWords.list(output, listed));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "alerts",
      header = "Lists what is suspicious in the trail, and answers it.",
      description = {
        "",
        "Each alert says what was seen, which events show it, and what to do. It stays until you"
            + " resolve it.",
        ""
      },
      footer = {"", "Examples:", "  aico alerts", "  aico alerts show 3fa2"})
  static final class Root extends Listing {
    Root(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }
  }

  @Command(
      name = "list",
      header = "Lists the alerts, the newest last.",
      footer = {"", "Example:", "  aico alerts list --all"})
  static final class ListAll extends Listing {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }
  }

  @Command(
      name = "show",
      header = "Shows an alert, what to do, and the events that caused it.",
      footer = {"", "Example:", "  aico alerts show 3fa2"})
  static final class Show extends SuiteCommand {
    @Parameters(paramLabel = "ID", description = ID)
    private String id = "";

    Show(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Alerts.Shown shown = suite().alerts().show(id);
      output.result(shown, () -> AlertWords.shown(output, shown));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "ack",
      header = "Says that you look after an alert; it stays in the list.",
      footer = {"", "Example:", "  aico alerts ack 3fa2"})
  static final class Acknowledge extends SuiteCommand {
    @Parameters(paramLabel = "ID", description = ID)
    private String id = "";

    Acknowledge(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Alerts.Alert alert = suite().alerts().acknowledge(id);
      output.result(alert, () -> output.line(AlertWords.line(alert)));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "resolve",
      header = "Says that an alert is over; what comes next of its kind is a new one.",
      footer = {"", "Example:", "  aico alerts resolve 3fa2"})
  static final class Resolve extends SuiteCommand {
    @Parameters(paramLabel = "ID", description = ID)
    private String id = "";

    Resolve(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Alerts.Alert alert = suite().alerts().resolve(id);
      output.result(alert, () -> output.line(AlertWords.line(alert)));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "suppress",
      header = "Raises no alert by a rule for a while.",
      description = {
        "",
        "Events are recorded all the same. What is suppressed stands in the list, and in the trail.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico alerts suppress bus-flooded --days 7",
        "  aico alerts suppress service-restarts --of 'service vault-service'",
        "  aico alerts suppress bus-flooded --days 0   # ends it"
      })
  static final class Suppress extends SuiteCommand {
    @Parameters(paramLabel = "RULE", description = "The rule's name, as in the alert.")
    private String rule = "";

    @Option(
        names = "--of",
        paramLabel = "SUBJECT",
        description = "Only this subject, as in the alert.")
    private @Nullable String subject;

    @Option(
        names = "--days",
        paramLabel = "N",
        defaultValue = "30",
        description = "How long, at most 365; 0 ends it (default: ${DEFAULT-VALUE}).")
    private int days;

    Suppress(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().alerts().suppress(rule, subject, days);
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("rule", rule);
      told.put("subject", subject);
      told.put("days", days);
      String of = subject == null ? "" : " of " + subject;
      output.result(
          told,
          () ->
              output.line(
                  days == 0
                      ? rule + of + ": told again"
                      : "%s%s: not told for %d days".formatted(rule, of, days)));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "rules",
      header = "Lists the rules that watch the trail, and those of yours that could not be taken.",
      footer = {"", "Example:", "  aico alerts rules"})
  static final class Rules extends SuiteCommand {
    Rules(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Alerts.Rules rules = suite().alerts().rules();
      output.result(rules, () -> AlertWords.rules(output, rules));
      return rules.faults().isEmpty() ? ExitCode.DONE : 1;
    }
  }

  @Command(
      name = "respond",
      header = "Chooses what is done by itself about the alerts of a rule, or lists that.",
      description = {
        "",
        "lock: your vaults are locked, as by aico lock, until you unlock. revoke-session: the"
            + " sessions that the alert is about end, until a new login. A rule may have both; off"
            + " ends both. Nothing is done about alerts from before the choice, and what is done"
            + " stands in the trail.",
        "",
        "Whoever can provoke such an alert can then lock you out: choose it for rules that only"
            + " an attack sets off.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico alerts respond",
        "  aico alerts respond guessed-password lock",
        "  aico alerts respond tokens-collected revoke-session",
        "  aico alerts respond guessed-password off"
      })
  static final class Respond extends SuiteCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "RULE", description = "The rule's name.")
    private @Nullable String rule;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "RESPONSE",
        description = "lock, revoke-session or off.")
    private @Nullable String response;

    Respond(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (rule == null) {
        Alerts.Responses all = suite().alerts().responses();
        output.result(all, () -> AlertWords.responses(output, all));
        return ExitCode.DONE;
      }
      if (response == null) {
        throw CommandFailed.usage("RESPONSE", "missing (expected: lock, revoke-session or off)");
      }
      String named = rule;
      Alerts.Responses now = suite().alerts().respond(named, response);
      output.result(
          now,
          () -> {
            if (now.responses().isEmpty()) {
              output.line(named + ": alerts are only told");
            }
            now.responses().forEach(one -> output.line(AlertWords.line(one)));
          });
      return ExitCode.DONE;
    }
  }
}
