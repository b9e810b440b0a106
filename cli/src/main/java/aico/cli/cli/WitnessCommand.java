package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Span;
import aico.cli.Suite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico audit witness}. */
@Command(
    name = "witness",
    header = "Watches from another machine that the trail only ever grows.",
    description = {
      "",
      "DIR is an integrator's folder, made for this witness alone. It keeps the largest size and root"
          + " it has seen, asks for a proof that each new one extends them, and cosigns it with a key"
          + " of its own (C2SP tlog-cosignature). `aico audit verify --witness` takes what it writes.",
      "",
      "When the log was cut back or rewritten it keeps both signed checkpoints as evidence, `checkpoint`"
          + " and `fork`, and ends with 1; and so does every later run, until `fork` was moved away."
          + " When the suite cannot be reached it ends with 5: --once soon, else as --stale says.",
      "",
      "The suite listens on its own machine only: from another one, forward the port that stands in"
          + " integrator.json, as in the example.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  aico integrator add attic --out attic      # then take the folder to the other machine",
      "  ssh -N -L 7410:127.0.0.1:7410 home &",
      "  aico audit witness attic",
      "  aico audit witness attic --once            # for cron, which mails what it says",
      "  aico audit witness attic --stale 1d || notify-send 'the audit trail'"
    })
final class WitnessCommand extends SuiteCommand {
  @Parameters(paramLabel = "DIR", description = "What aico integrator add wrote.")
  private Path dir = Path.of("");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where key and cosigned checkpoint are kept (default: DIR/witness).")
  private @Nullable Path state;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What it signs as, such as witness.example.org/attic; chosen once (default: made of its key).")
  private @Nullable String name;

  @Option(names = "--once", description = "Cosign the present checkpoint, and end.")
  private boolean once;

  @Option(
      names = "--stale",
      paramLabel = "SPAN",
      description =
          "End when for so long, such as 1d, the suite could not be reached or showed nothing to cosign"
              + " (default: off, once it was reached; before, and with --once, half a minute).")
  private @Nullable String stale;

  WitnessCommand(Supplier<Suite> suite, Output output) {
    super(suite, output);
  }

  @Override
  public Integer call() {
    suite().auditWitness(new Suite.WitnessRequest(dir, state, name, once, patience()), this::show);
    return ExitCode.DONE;
  }

  private @Nullable Duration patience() {
    try {
      long seconds = stale == null ? 0 : Span.parse(stale);
      return seconds == 0 ? null : Duration.ofSeconds(seconds);
    } catch (IllegalArgumentException misfit) {
      throw CommandFailed.usage("--stale", String.valueOf(misfit.getMessage()));
    }
  }

  private void show(Suite.Witnessed cosigned) {
    output.result(
        cosigned,
        () ->
            output.line(
                "cosigned: %,d events, root %s".formatted(cosigned.size(), cosigned.root())));
    output.flush();
  }
}
