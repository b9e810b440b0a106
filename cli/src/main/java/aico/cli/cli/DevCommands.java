package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Scenario;
import aico.cli.Suite;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico dev …} and {@code aico integrator check}: for who writes a client. */
final class DevCommands {
  private DevCommands() {}

  @Command(
      name = "dev",
      header = "Helps to write clients of the trail.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico dev stream --scenario brute-force --rate 50 --seed 7"})
  static final class Dev {}

  @Command(
      name = "stream",
      header = "Serves a made-up trail, without a suite.",
      description = {
        "",
        "Speaks the real protocol on a loopback port, with keys that are thrown away at the end, and"
            + " prints an integrator's folder as `aico integrator add` makes it. The same seed makes"
            + " the same events, byte for byte. Runs until it is ended.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  aico dev stream --scenario brute-force --rate 50 --seed 7",
        "  python3 my-client.py   # with the printed folder as its own"
      })
  static final class Stream extends SuiteCommand {
    private static final int RATE_MAX = 10_000;

    @Option(
        names = "--scenario",
        paramLabel = "NAME",
        defaultValue = "quiet",
        description = "quiet, brute-force or busy-day (default: ${DEFAULT-VALUE}).")
    private String scenario = "";

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "10",
        description = "Events a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Another seed, other events (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--count",
        paramLabel = "N",
        defaultValue = "1000000",
        description = "After so many events only heartbeats come (default: ${DEFAULT-VALUE}).")
    private long count;

    Stream(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (rate < 1 || rate > RATE_MAX) {
        throw CommandFailed.usage("--rate", rate + " (expected: 1 to " + RATE_MAX + ")");
      }
      if (count < 1 || count > 1_000_000) {
        throw CommandFailed.usage("--count", count + " (expected: 1 to 1000000)");
      }
      suite()
          .devStream(
              new Suite.DevRequest(scenario(), seed, rate, count),
              served -> {
                output.result(served, () -> output.line(served.dir()));
                output.flush();
                output.say("serving; follow it with: " + served.dir() + "/subscribe.py");
              });
      return ExitCode.DONE;
    }

    private Scenario scenario() {
      for (Scenario one : Scenario.values()) {
        if (one.word().equals(scenario)) {
          return one;
        }
      }
      throw CommandFailed.usage(
          "--scenario",
          scenario
              + " (expected: "
              + Arrays.stream(Scenario.values())
                  .map(Scenario::word)
                  .collect(Collectors.joining(", "))
              + ")");
    }
  }

  @Command(
      name = "check",
      header = "Runs a client of the trail through all that can happen to it.",
      description = {
        "",
        "Starts COMMAND once for each case, in an integrator's folder of its own ({} stands for it),"
            + " against a made-up trail: events that come again, a service that was away, events that"
            + " are gone, more events than its credit, an access that ends, another version. Needs no"
            + " suite; takes up to a minute. Ends with 1 when the client fails in a case.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico integrator check -- python3 my-client.py",
        "  aico integrator check -- {}/subscribe.py"
      })
  static final class Check extends SuiteCommand {
    private static final int FAILED = 1;

    @Parameters(
        paramLabel = "COMMAND",
        arity = "1..*",
        description = "The client, which reads integrator.json in the folder it runs in.")
    private List<String> command = List.of();

    Check(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Suite.ClientVerdict> cases = suite().checkClient(command);
      boolean passed = cases.stream().allMatch(Suite.ClientVerdict::passed);
      output.result(
          Map.of("passed", passed, "cases", cases),
          () ->
              cases.forEach(one ->
                  output.line(
                      "%-4s  %-10s  %s".formatted(one.status(), one.name(), one.message()))));
      return passed ? ExitCode.DONE : FAILED;
    }
  }
}
