package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico integrator …}. */
final class IntegratorCommands {
  private static final String NAME =
      "The integrator's name: a-z, 0-9 and -, at most 63 characters.";

  private IntegratorCommands() {}

  @Command(
      name = "integrator",
      header = "Says who else may follow the trail, such as a SIEM.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico integrator add siem --out siem && ./siem/subscribe.py"})
  static final class Integrator {}

  @Command(
      name = "add",
      header = "Makes a credential and lets its holder follow the trail.",
      description = {
        "",
        "DIR gets the credential (integrator.json, 0600: whoever has it reads the trail), the"
            + " log's public key, and subscribe.py, which follows the trail and verifies it.",
        "",
        "Names of people and vaults are replaced by pseudonyms, which stay the same for this"
            + " integrator and mean nothing to another. With --identified it is told the names of"
            + " those who are unlocked when it is told, and the trail says that it is; it has to"
            + " forget whom it is told to forget (aico audit erase).",
        ""
      },
      footer = {"", "Example:", "  aico integrator add siem --out siem"})
  static final class Add extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "The folder to write to; made when it is not there.")
    private Path out = Path.of("");

    @Option(
        names = "--identified",
        description = "Tell it the names of people and vaults as they are.")
    private boolean identified;

    Add(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.IntegratorFolder folder = suite().addIntegrator(name, out, identified);
      output.result(
          folder,
          () -> {
            output.line(folder.dir());
            output.flush();
            output.say("follow the trail with: " + folder.dir() + "/subscribe.py");
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "renew",
      header = "Makes another credential for an integrator, in place of the one it has.",
      description = {
        "",
        "The old credential opens nothing any more from this moment, a live connection included; the"
            + " new one goes on where the old one stopped. DIR gets the same files as with add.",
        ""
      },
      footer = {"", "Example:", "  aico integrator renew siem --out siem-2026"})
  static final class Renew extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "The folder to write to; made when it is not there.")
    private Path out = Path.of("");

    Renew(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.IntegratorFolder folder = suite().renewIntegrator(name, out);
      output.result(
          folder,
          () -> {
            output.line(folder.dir());
            output.flush();
            output.say(
                "copy last-checkpoint.json over from the old folder, so that a fork since then shows");
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "list",
      header = "Lists all integrators.",
      footer = {"", "Example:", "  aico integrator list"})
  static final class ListAll extends SuiteCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Suite.Integrator> integrators = suite().integrators();
      output.result(
          Map.of("integrators", integrators),
          () ->
              integrators.forEach(i ->
                  output.line(
                      i.name()
                          + "  since "
                          + i.created()
                          + (i.identified() ? "  identified" : "  pseudonymous")
                          + (i.suspended() ? "  SUSPENDED (aico restore confirm)" : "")
                          + (i.unconfirmed() == 0
                              ? ""
                              : "  erasures not confirmed: %d".formatted(i.unconfirmed())))));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "remove",
      header = "Ends an integrator's access, live connections included.",
      footer = {"", "Example:", "  aico integrator remove siem"})
  static final class Remove extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Remove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().removeIntegrator(name);
      output.result(Map.of(), () -> output.line(name + " is removed"));
      return ExitCode.DONE;
    }
  }
}
