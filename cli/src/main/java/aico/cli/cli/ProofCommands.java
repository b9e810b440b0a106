package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico audit prove|verify-proof}. */
final class ProofCommands {
  private ProofCommands() {}

  @Command(
      name = "prove",
      header = "Writes a proof that one event stands in the trail.",
      description = {
        "",
        "The file holds the event, the path from it to the signed root (C2SP tlog-proof), and the"
            + " checkpoint: with the log's public key it convinces anybody, without this machine."
            + " Needs no running service.",
        ""
      },
      footer = {"", "Example:", "  aico audit prove 4711 --out login.tlog-proof"})
  static final class Prove extends SuiteCommand {
    @Parameters(
        index = "0",
        paramLabel = "SEQ",
        description = "Its number in the log, as search shows it.")
    private long sequence;

    @Parameters(
        index = "1",
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
        names = "--out",
        paramLabel = "FILE",
        description = "A new file (default: SEQ.tlog-proof in this folder).")
    private @Nullable Path out;

    Prove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (sequence < 0) {
        throw CommandFailed.usage("SEQ", sequence + " (expected: >= 0)");
      }
      Path file = out == null ? Path.of(sequence + ".tlog-proof") : out;
      Suite.Proven proven = suite().auditProve(sequence, folder, key, file);
      output.result(proven, () -> output.line(String.valueOf(proven.file())));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "verify-proof",
      header = "Checks a proof that one event stands in the trail.",
      description = {
        "",
        "Needs the file and the log's public key, and nothing else. Ends with 0 only when all of"
            + " it holds. Whether the log went on from there unchanged, `aico audit verify"
            + " --since` tells.",
        ""
      },
      footer = {"", "Example:", "  aico audit verify-proof login.tlog-proof --key audit.pub"})
  static final class VerifyProof extends SuiteCommand {
    @Parameters(paramLabel = "FILE", description = "What prove wrote.")
    private Path file = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "The log's public key (default: AICO_HOME/trust/audit.pub).")
    private @Nullable Path key;

    VerifyProof(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.Proven proven = suite().verifyProof(file, key);
      output.result(
          proven,
          () -> {
            output.line(
                "The proof holds: event %,d of a log of %,d, signed %s."
                    .formatted(
                        proven.sequence(),
                        proven.size(),
                        proven.checkpoint_time() == null
                            ? "at a time that it does not say"
                            : proven.checkpoint_time()));
            EventWords.of(new EventText(proven.event())).forEach(output::line);
          });
      return ExitCode.DONE;
    }
  }
}
