package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.TrailLimits;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aico audit retention}. */
@Command(
    name = "retention",
    header = "Shows how long events are kept, or changes it.",
    description = {
      "",
      "The oldest go first, as whole files of 16 MiB, and the trail records what went. A day counts"
          + " only if the suite ran on it: no clock makes anything old. Alerts, and what changed"
          + " keys, users or integrators, stay longer than both limits, with what came after them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  aico audit retention",
      "  aico audit retention --days 90",
      "  aico audit retention --mib 4096"
    })
final class RetentionCommand extends SuiteCommand {
  private static final double MIB = 1 << 20;

  @Option(names = "--days", paramLabel = "N", description = "Drop what is older, from 1 on.")
  private @Nullable Long days;

  @Option(
      names = "--mib",
      paramLabel = "N",
      description = "Drop the oldest when all take more MiB, from 32 on.")
  private @Nullable Long mib;

  RetentionCommand(Supplier<Suite> suite, Output output) {
    super(suite, output);
  }

  @Override
  public Integer call() {
    if (days != null && days < 1) {
      throw CommandFailed.usage("--days", days + " (expected: 1 or more)");
    }
    TrailLimits limits = suite().trailLimits();
    TrailLimits.Limits now = days == null && mib == null ? limits.show() : limits.set(days, mib);
    output.result(now, () -> words(now));
    return ExitCode.DONE;
  }

  private void words(TrailLimits.Limits now) {
    output.line(
        "kept for %d days, in at most %d MiB%s"
            .formatted(now.max_days(), now.max_mib(), now.own() ? "" : " (default)"));
    Map<Integer, String> floors =
        new TreeMap<>(
            now.floor_days().entrySet().stream()
                .collect(
                    Collectors.groupingBy(
                        Map.Entry::getValue,
                        Collectors.mapping(Map.Entry::getKey, Collectors.joining(", ")))));
    floors.forEach((atLeast, kinds) ->
        output.line("at least %d days whatever their size: %s".formatted(atLeast, kinds)));
    output.line(
        String.format(
            Locale.ROOT,
            "there are %d events in %.1f MiB, from %s on",
            now.events(),
            now.bytes() / MIB,
            now.oldest() == null ? now.first() : now.first() + " of " + now.oldest()));
  }
}
