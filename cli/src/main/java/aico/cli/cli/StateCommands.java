package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aico state …}. */
final class StateCommands {
  private StateCommands() {}

  @Command(
      name = "state",
      header = "Deals with files of the services that somebody put back.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico state accept"})
  static final class State {}

  @Command(
      name = "accept",
      header = "Takes what is older than the audit trail says as it is.",
      description = {
        "",
        "At start each service compares its files with the trail. One that is older is named by"
            + " aico doctor and aico status, alarmed, and its service changes nothing any more. If"
            + " it was you who put it back, say so here; if not, restore a backup. Takes your"
            + " password or your kit, as they are in the files that are there now, and leaves your"
            + " keys open.",
        ""
      },
      footer = {"", "Example:", "  aico state accept"})
  static final class Accept extends SuiteCommand {
    @Mixin private ProofOption proof = new ProofOption();

    Accept(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<String> accepted = suite().acceptState(proof.proof());
      output.result(
          Map.of("accepted", accepted),
          () -> {
            accepted.forEach(store -> output.line("accepted " + store));
            if (accepted.isEmpty()) {
              output.line("nothing is older than the audit trail says");
            }
          });
      return ExitCode.DONE;
    }
  }
}
