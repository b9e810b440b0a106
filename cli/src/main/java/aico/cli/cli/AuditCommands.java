package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico audit …}. */
final class AuditCommands {
  private AuditCommands() {}

  @Command(
      name = "audit",
      header = "Shows and verifies the record of everything that happened.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico audit verify"})
  static final class Audit {}

  @Command(
      name = "tail",
      header = "Shows the last events, the newest last.",
      description = {
        "",
        "With --json each line is one CloudEvent. With filters, those of aico audit search, the last"
            + " that match among the newest 100,000, and with --follow only what matches; while you"
            + " are locked, --user, --resource and --text find no names that are sealed.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico audit tail -n 20",
        "  aico audit tail --follow --severity medium",
        "  aico audit tail --follow --code 'vault.*' --resource diary",
        "  aico audit tail --follow --json | jq .type"
      })
  static final class Tail extends SuiteCommand {
    private static final int MOST = 1_000_000;

    @Option(
        names = "-n",
        paramLabel = "N",
        defaultValue = "10",
        description = "How many events (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
        names = {"-f", "--follow"},
        description = "Go on with new events until ended.")
    private boolean follow;

    @Mixin private FilterOptions filter = new FilterOptions();

    Tail(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (count < 0 || count > MOST) {
        throw CommandFailed.usage("-n", count + " (expected: 0 to " + MOST + ")");
      }
      try {
        suite().auditTail(count, follow, new WantedEvents(filter.filter()), this::show);
      } catch (ReaderGone enough) {
        return ExitCode.DONE;
      }
      output.flush();
      return ExitCode.DONE;
    }

    private void show(String event) {
      output.line(output.isJson() ? event : EventLine.of(event));
      if (follow && output.isClosed()) {
        throw new ReaderGone();
      }
    }

    private static final class ReaderGone extends RuntimeException {}
  }

  @Command(
      name = "verify",
      header = "Checks from the files alone that the trail is whole.",
      description = {
        "",
        "Needs no running service. Ends with 0 only when every event is there, unchanged, and"
            + " covered by the log's signature. What only a checkpoint kept elsewhere can show,"
            + " that nothing was cut off at its end, it says in words.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico audit verify",
        "  aico audit verify /mnt/backup/audit --key audit.pub --since checkpoint.txt",
        "  aico audit verify --witness attic/witness/checkpoint"
      })
  static final class Verify extends SuiteCommand {
    private static final int NOT_WHOLE = 1;

    @Parameters(
        paramLabel = "DIR",
        arity = "0..1",
        description = "The log's folder (default: this home's own).")
    private @Nullable Path folder;

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "The log's public key (default: AICO_HOME/trust/audit.pub).")
    private @Nullable Path key;

    @Option(
        names = "--since",
        paramLabel = "CHECKPOINT",
        description = "A file with an earlier checkpoint that was kept elsewhere.")
    private @Nullable Path since;

    @Option(
        names = "--epoch-key",
        paramLabel = "FILE",
        description =
            "The key of the log's first day, by which another past is found out even when it was"
                + " made with the log's key (default, without --key: AICO_HOME/trust/audit-epoch.pub).")
    private @Nullable Path epochKey;

    @Option(
        names = "--witness",
        paramLabel = "CHECKPOINT",
        description = "The checkpoint that a witness cosigned, from its folder.")
    private @Nullable Path witness;

    @Option(
        names = "--witness-key",
        paramLabel = "FILE",
        description = "The witness's public key (default: witness.pub beside the checkpoint).")
    private @Nullable Path witnessKey;

    Verify(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (since != null && witness != null) {
        throw CommandFailed.usage("--witness", "not together with --since");
      }
      if (witnessKey != null && witness == null) {
        throw CommandFailed.usage("--witness-key", "only with --witness");
      }
      Suite.Verified verified =
          suite().auditVerify(folder, key, new Suite.Outside(since, witness, witnessKey), epochKey);
      output.result(verified.report(), () -> verified.words().forEach(output::line));
      if (output.isJson()) {
        output.prose(verified.words().getLast());
      }
      return verified.report().whole() ? ExitCode.DONE : NOT_WHOLE;
    }
  }
}
