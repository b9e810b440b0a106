package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.Suspended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aico restore confirm}. */
@Command(
    name = "confirm",
    header = "Puts in force again who had access before a restore.",
    description = {
      "",
      "A restore brings integrators and responses to alerts back suspended, since nothing vouches"
          + " for them in the place of a backup: nobody follows the trail, and nothing is done by"
          + " itself, until you say so here, with your password or kit.",
      "",
      "Integrators keep their name, their place in the trail, their pseudonyms, and whether they"
          + " are told names; each gets a new credential in a folder of its name in DIR, as with"
          + " aico integrator add. The old one opens nothing any more: the services have other keys,"
          + " and a key out of a backup is let in under no name.",
      "",
      "See first what waits with --list. What you do not want back: aico integrator remove NAME,"
          + " aico bridge remove NAME, aico alerts respond RULE off. Targets of the bridge are"
          + " not confirmed but added again, with aico bridge add.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  aico restore confirm --list",
      "  aico restore confirm --out credentials"
    })
final class ConfirmCommand extends SuiteCommand {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for integrators' new credentials; made when it is not there.")
  private @Nullable Path out;

  @Option(names = "--list", description = "Only list what waits; needs no password.")
  private boolean list;

  @Mixin private ProofOption proof = new ProofOption();

  ConfirmCommand(Supplier<Suite> suite, Output output) {
    super(suite, output);
  }

  @Override
  public Integer call() {
    if (list) {
      List<Suspended> waiting = suite().suspended();
      output.result(
          Map.of("waiting", waiting),
          () -> {
            waiting.forEach(one -> output.line(one.text()));
            if (waiting.isEmpty()) {
              output.line("nothing waits for you since a restore");
            }
          });
      return ExitCode.DONE;
    }
    Suite.RestoreConfirmed done = suite().confirmRestore(out, proof.proof());
    output.result(
        done,
        () -> {
          done.integrators().forEach(one -> output.line("%s: %s".formatted(one.name(), one.dir())));
          done.responses().forEach(one -> output.line(AlertWords.line(one)));
          done.waiting().forEach(one -> output.line("still suspended: " + one.text()));
          if (done.integrators().isEmpty()
              && done.responses().isEmpty()
              && done.waiting().isEmpty()) {
            output.line("nothing waits for you since a restore");
          }
        });
    return ExitCode.DONE;
  }
}
