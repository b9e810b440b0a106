package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.ExitCode;
import aico.cli.Keys;
import aico.cli.Suite;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aico unattended …} and {@code aico boot test}: what happens with nobody there. */
final class BootCommands {
  private BootCommands() {}

  @Command(
      name = "unattended",
      header = "Lets the keys open by themselves when the suite starts, or not.",
      description = {
        "",
        "For a machine that has to come back after a power cut with nobody there. Then the keys are"
            + " as safe as the key storage, and no safer: aico doctor says what that withstands.",
        "What you lock stays locked until you unlock it, over any reboot; aico down alone only stops.",
        ""
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico unattended on"})
  static final class Unattended {}

  @Command(
      name = "on",
      header = "Makes a slot that opens with nobody there.",
      footer = {"", "Example:", "  aico unattended on"})
  static final class On extends PersonCommand {
    @Mixin private ProofOption proof = new ProofOption();

    On(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.SlotAdded added = suite().keys().unattendedOn(proof.proof());
      output.result(
          added,
          () ->
              output.line(
                  "on: the keys open when the suite starts; vaults with --mount start mount then."
                      + " See: aico boot test"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "off",
      header = "Removes that slot: a person has to unlock after each start.",
      footer = {"", "Example:", "  aico unattended off"})
  static final class Off extends PersonCommand {
    Off(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().keys().unattendedOff();
      output.result(Map.of(), () -> output.line("off: a person unlocks after each start"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "status",
      header = "Says whether it is on, and whether it would open.",
      footer = {"", "Example:", "  aico unattended status"})
  static final class Status extends PersonCommand {
    Status(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.Unattended now = suite().keys().unattended();
      output.result(
          now,
          () ->
              output.line(
                  now.on()
                      ? "on, by the key storage '%s': %s%s%s"
                          .formatted(
                              now.key_storage(),
                              now.lets(),
                              now.opens() ? "" : "; but it does not open",
                              now.held()
                                  ? "; a person locked, which lasts until a person unlocks"
                                  : "")
                      : "off: a person unlocks after each start"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "boot",
      header = "Rehearses the next reboot.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico boot test"})
  static final class Boot {}

  @Command(
      name = "test",
      header = "Says whether everything would come back by itself, and changes nothing.",
      description = {
        "",
        "Takes the installation key out of its storage anew, tries the unattended slot, and looks"
            + " for what starts the suite. Exit code 0 when it comes back alone, 1 when not.",
        ""
      },
      footer = {"", "Example:", "  aico boot test"})
  static final class Test extends SuiteCommand {
    Test(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.BootTest test = suite().keys().bootTest();
      output.result(test, () -> words(output, test));
      return test.alone() ? ExitCode.DONE : ExitCode.of(ErrorCode.FAILED);
    }

    private static void words(Output output, Keys.BootTest test) {
      List<String> because = test.because();
      output.line(
          test.alone()
              ? "comes back alone: yes"
              : "comes back alone: no, because " + because.getFirst());
      because.stream().skip(1).forEach(reason -> output.line("  and because " + reason));
      output.line(
          test.vaults().isEmpty()
              ? "no vault mounts by itself then: aico vault set NAME --mount start"
              : "vaults that mount then: " + String.join(", ", test.vaults()));
    }
  }
}
