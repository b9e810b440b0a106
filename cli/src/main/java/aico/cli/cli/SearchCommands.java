package aico.cli.cli;

import aico.bus.contract.EventFilter;
import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico audit search|show|export}. */
final class SearchCommands {
  private SearchCommands() {}

  /** {@code --count}. */
  record Counted(long count) {}

  /** What {@code export} wrote. */
  record Exported(String file, long events) {}

  @Command(
      name = "search",
      header = "Finds events by who, what, when and on what.",
      description = {
        "",
        "Shows the newest that match, the newest last, each with its number for `aico audit"
            + " show`. With --json each line is one CloudEvent. Needs an unlocked session.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico audit search --code vault.mounted --resource diary --from 7d",
        "  aico audit search --severity high --from 2026-11-01 --json | jq .data",
        "  aico audit search --principal cli --from 1h --count"
      })
  static final class Search extends SuiteCommand {
    private static final int MOST = 1_000_000;

    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--count", description = "Only say how many there are.")
    private boolean count;

    Search(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (limit < 0 || limit > MOST) {
        throw CommandFailed.usage("--limit", limit + " (expected: 0 to " + MOST + ")");
      }
      EventFilter wanted = filter.filter();
      if (count) {
        long found = suite().auditCount(wanted);
        output.result(new Counted(found), () -> output.line(Long.toString(found)));
        return ExitCode.DONE;
      }
      suite()
          .auditSearch(
              wanted,
              limit,
              event -> output.line(output.isJson() ? event : EventLine.numbered(event)));
      output.flush();
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "show",
      header = "Explains one event, and shows it whole.",
      description = {
        "",
        "With --json it is the CloudEvent as the log has it, with the names that can be read now"
            + " in place of pseudonyms.",
        ""
      },
      footer = {"", "Example:", "  aico audit show 4711"})
  static final class Show extends SuiteCommand {
    @Parameters(paramLabel = "SEQ", description = "Its number in the log, as search shows it.")
    private long sequence;

    Show(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (sequence < 0) {
        throw CommandFailed.usage("SEQ", sequence + " (expected: >= 0)");
      }
      String event = suite().auditEvent(sequence);
      if (output.isJson()) {
        output.line(event);
      } else {
        EventText text = new EventText(event);
        EventWords.of(text).forEach(output::line);
        output.line("");
        output.line(text.pretty());
      }
      output.flush();
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "export",
      header = "Writes events to a file or to standard output.",
      description = {
        "",
        "All that match, the oldest first: as JSON, one CloudEvent a line, or as CSV for a"
            + " spreadsheet. A file that exists is never overwritten. Needs an unlocked session.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico audit export --format csv --from 30d november.csv",
        "  aico audit export --format json --code 'auth.*' | gzip > logins.gz"
      })
  static final class Export extends SuiteCommand {
    enum Format {
      json,
      csv
    }

    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        required = true,
        description = "json: whole CloudEvents; csv: the columns people ask for.")
    private @Nullable Format format;

    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "A new file, for your eyes only (default: standard output).")
    private @Nullable Path file;

    Export(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      EventFilter wanted = filter.filter();
      boolean csv = format == Format.csv;
      Function<String, String> line = csv ? Csv::line : event -> event;
      Path target = file;
      if (target == null) {
        if (csv) {
          output.line(Csv.header());
        }
        suite().auditExport(wanted, event -> output.line(line.apply(event)));
        output.flush();
        return ExitCode.DONE;
      }
      long events = suite().auditExport(wanted, target, csv ? Csv.header() : null, line);
      Exported exported = new Exported(target.toAbsolutePath().normalize().toString(), events);
      output.result(
          exported, () -> output.line("%,d events in %s".formatted(events, exported.file())));
      return ExitCode.DONE;
    }
  }
}
