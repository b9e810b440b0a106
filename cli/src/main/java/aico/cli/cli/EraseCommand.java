package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aico audit erase}. */
@Command(
    name = "erase",
    header = "Makes unreadable for ever who somebody was in the trail.",
    description = {
      "",
      "Destroys the keys of that user's names: what was recorded about them stays, under"
          + " pseudonyms that nobody can open or tell whose they were, and every proof of the"
          + " trail still holds. Takes their password, or their recovery kit. What comes after it"
          + " is recorded under new keys.",
      "Integrators that were told names are told to forget them. The answer lists those that did"
          + " not confirm it, and the backups that were made here: these hold the destroyed keys,"
          + " under the password of their time. Delete them.",
      ""
    },
    footer = {"", "Example:", "  aico audit erase anna"})
final class EraseCommand extends SuiteCommand {
  @Parameters(paramLabel = "SUBJECT", description = "A user of this home.")
  private String user = "";

  @Mixin private ProofOption proof = new ProofOption();

  EraseCommand(Supplier<Suite> suite, Output output) {
    super(suite, output);
  }

  @Override
  public Integer call() {
    Suite.Erased erased = suite().auditErase(user, proof.proof());
    output.result(
        erased,
        () -> {
          output.line(
              "%s is nobody in the trail up to here (subject %s)"
                  .formatted(erased.user(), erased.subject()));
          erased
              .confirmed()
              .forEach(each -> output.line(each + " has forgotten the names, it says"));
          erased
              .unconfirmed()
              .forEach(each ->
                  output.line(each + " was told names and has not confirmed that it forgets them"));
          if (!erased.backups().isEmpty()) {
            output.line("backups from before hold the keys; those that were made here");
            erased.backups().forEach(backup -> output.line("  " + backup));
          }
        });
    return ExitCode.DONE;
  }
}
