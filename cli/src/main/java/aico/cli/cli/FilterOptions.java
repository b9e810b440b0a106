package aico.cli.cli;

import aico.bus.contract.EventCode.OcsfClass;
import aico.bus.contract.EventFilter;
import aico.bus.contract.InvalidField;
import aico.cli.CommandFailed;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events are meant; every option that is given narrows it. */
final class FilterOptions {
  private static final List<String> SEVERITIES =
      List.of("unknown", "informational", "low", "medium", "high", "critical", "fatal");
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhdw])");

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description = "Who caused it: a service, cli, integrator/NAME.")
  private @Nullable String principal;

  @Option(names = "--user", paramLabel = "NAME", description = "For whom.")
  private @Nullable String user;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "The event code, such as vault.mounted, or all of a kind: vault.*")
  private @Nullable String code;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "The OCSF class: its number, or a name such as authentication.")
  private @Nullable String ocsfClass;

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description = "At least: informational, low, medium, high, critical.")
  private @Nullable String severity;

  @Option(
      names = "--resource",
      paramLabel = "NAME",
      description = "What it was done to: diary, or vault/diary.")
  private @Nullable String resource;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Not earlier than: 2026-11-01T12:00:00Z, 2026-11-01, or 2h, 7d ago.")
  private @Nullable String from;

  @Option(names = "--until", paramLabel = "TIME", description = "Earlier than; as --from.")
  private @Nullable String until;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Occurs anywhere in the event, in capitals or not.")
  private @Nullable String text;

  /** What was asked for, or {@link CommandFailed} naming the option. */
  EventFilter filter() {
    try {
      return new EventFilter(
          principal,
          user,
          code,
          ocsfClass == null ? null : classUid(ocsfClass),
          severity == null ? null : severity(severity),
          resource,
          from == null ? null : time("--from", from).toString(),
          until == null ? null : time("--until", until).toString(),
          text);
    } catch (InvalidField invalid) {
      String option =
          switch (invalid.field()) {
            case "event_code" -> "--code";
            case "class_uid" -> "--class";
            case "severity_id" -> "--severity";
            default -> "--" + invalid.field();
          };
      String message = String.valueOf(invalid.getMessage());
      throw CommandFailed.usage(option, message.substring(invalid.field().length() + 2));
    }
  }

  private static int classUid(String given) {
    for (OcsfClass known : OcsfClass.values()) {
      if (known.name().equals(given.toUpperCase(Locale.ROOT).replace('-', '_'))) {
        return known.uid();
      }
    }
    return number("--class", given, "a number, or a name such as authentication");
  }

  private static int severity(String given) {
    int level = SEVERITIES.indexOf(given.toLowerCase(Locale.ROOT));
    return level >= 0 ? level : number("--severity", given, String.join(", ", SEVERITIES));
  }

  private static int number(String option, String given, String expected) {
    try {
      return Integer.parseInt(given);
    } catch (NumberFormatException e) {
      throw CommandFailed.usage(option, given + " (expected: " + expected + ")");
    }
  }

  private static Instant time(String option, String given) {
    Matcher ago = AGO.matcher(given);
    if (ago.matches()) {
      return Clock.systemUTC().instant().minus(duration(ago));
    }
    try {
      return given.length() == "2026-11-01".length()
          ? LocalDate.parse(given).atStartOfDay(ZoneId.systemDefault()).toInstant()
          : Instant.parse(given);
    } catch (DateTimeException e) {
      throw CommandFailed.usage(
          option, given + " (expected: 2026-11-01T12:00:00Z, 2026-11-01, or 90m, 2h, 7d)");
    }
  }

  private static Duration duration(Matcher ago) {
    long count = Long.parseLong(ago.group(1));
    return switch (ago.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
