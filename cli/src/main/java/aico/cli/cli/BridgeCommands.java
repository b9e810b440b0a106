package aico.cli.cli;

import aico.cli.Bridges;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico bridge …}. */
final class BridgeCommands {
  private static final String NAME = "The target's name: a-z, 0-9 and -, at most 56 characters.";

  private BridgeCommands() {}

  @Command(
      name = "bridge",
      header = "Carries the trail to a file, Loki, a webhook, your phone, Home Assistant, syslog.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Example:",
        "  aico bridge add house --to mqtt://192.168.1.10/aico --allow-private"
      })
  static final class Bridge {}

  @Command(
      name = "add",
      header = "Adds a target, and starts the bridge with the first one.",
      description = {
        "",
        "Where to, by the URL:",
        "  file:/var/log/aico/events.ndjson   one event a line, for Promtail or Wazuh",
        "  otlp+https://HOST[:PORT][/PATH]    OTLP logs: Loki, Elastic, any collector",
        "  https://HOST/PATH                  a webhook, signed as Standard Webhooks says",
        "  ntfy+https://ntfy.sh/TOPIC         a message on your phone",
        "  mqtts://HOST[/TOPIC]               MQTT, with Home Assistant's discovery",
        "  syslog+tls://HOST[:PORT]           RFC 5424 over TLS",
        "Without TLS (mqtt://, http://, otlp+http://, ntfy+http://) to private addresses only.",
        "A secret never stands in the URL or on the command line: --secret-file.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  aico bridge add loki --to otlp+http://192.168.1.20:3100/otlp/v1/logs --allow-private"
      })
  static final class Add extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(names = "--to", paramLabel = "URL", required = true, description = "Where to.")
    private String to = "";

    @Option(
        names = "--shape",
        paramLabel = "SHAPE",
        defaultValue = "ocsf",
        description = "ocsf (as in the log) or ecs (Elastic Common Schema).")
    private String shape = "";

    @Option(
        names = "--filter",
        paramLabel = "CLASSES/SEVERITY",
        description =
            "OCSF classes or *, and the least severity: 2004,3002/medium. Without it everything;"
                + " for ntfy */medium.")
    private @Nullable String filter;

    @Option(
        names = "--from",
        paramLabel = "WHERE",
        description =
            "earliest (the whole trail; the usual for files, OTLP, syslog) or now (for the others).")
    private @Nullable String from;

    @Option(
        names = "--secret-file",
        paramLabel = "FILE",
        description =
            "What the other side gave you: a webhook's whsec_…, a token, a password. Only you may be"
                + " able to read it; it is copied.")
    private @Nullable Path secretFile;

    @Option(
        names = "--user",
        paramLabel = "USER",
        description = "The name beside the secret, for MQTT and HTTP Basic.")
    private @Nullable String user;

    @Option(
        names = "--ca-file",
        paramLabel = "FILE",
        description = "PEM certificates to trust in place of the system's.")
    private @Nullable Path caFile;

    @Option(
        names = "--allow-private",
        description = "This host may be in your own network, or this machine.")
    private boolean allowPrivate;

    @Option(
        names = "--rotate-mib",
        paramLabel = "N",
        defaultValue = "64",
        description = "A file begins anew at so many MiB.")
    private int rotateMib;

    @Option(
        names = "--rotate-hours",
        paramLabel = "N",
        defaultValue = "168",
        description = "A file begins anew after so many hours.")
    private int rotateHours;

    @Option(
        names = "--keep",
        paramLabel = "N",
        defaultValue = "7",
        description = "So many old files stay.")
    private int keep;

    Add(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Bridges.Added added =
          suite()
              .bridges()
              .add(
                  new Bridges.Wanted(
                      name,
                      to,
                      shape,
                      filter,
                      from,
                      user,
                      secretFile,
                      caFile,
                      allowPrivate,
                      rotateMib,
                      rotateHours,
                      keep));
      output.result(
          added,
          () -> {
            output.line(added.name() + " gets events from " + added.from() + " on");
            output.flush();
            output.say("see that they arrive: aico bridge test " + added.name());
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "list",
      header = "Lists all targets and how they do.",
      footer = {"", "Example:", "  aico bridge list"})
  static final class ListAll extends SuiteCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Bridges.Target> targets = suite().bridges().list();
      output.result(Map.of("targets", targets), () -> targets.forEach(this::words));
      return ExitCode.DONE;
    }

    private void words(Bridges.Target target) {
      output.line(
          String.format(
              Locale.ROOT,
              "%-16s %-8s %-40s %s",
              target.name(),
              target.state(),
              target.to(),
              target.lag() == null
                  ? ""
                  : target.lag() == 0 ? "up to date" : target.lag() + " waiting"));
      if (target.dead_letters() > 0) {
        output.line("  " + target.dead_letters() + " refused for good, kept as dead letters");
      }
      if (target.last_error() != null) {
        output.line("  " + target.last_error_at() + "  " + target.last_error());
      }
    }
  }

  @Command(
      name = "test",
      header = "Sends one made-up event to a target.",
      footer = {"", "Example:", "  aico bridge test loki"})
  static final class Test extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Test(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().bridges().test(name);
      output.result(Map.of("name", name), () -> output.line(name + " took a test event"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "remove",
      header = "Ends a target; its credential opens nothing any more.",
      footer = {"", "Example:", "  aico bridge remove loki"})
  static final class Remove extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Remove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().bridges().remove(name);
      output.result(Map.of(), () -> output.line(name + " is removed"));
      return ExitCode.DONE;
    }
  }
}
