package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Span;
import aico.cli.Suite;
import aico.cli.VaultStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico vault show|set}: what was chosen for a vault. */
final class VaultSettingCommands {
  private VaultSettingCommands() {}

  @Command(
      name = "show",
      header = "Shows a vault and what was chosen for it.",
      footer = {"", "Example:", "  aico vault show home"})
  static final class Show extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = VaultCommands.NAME)
    private String name = "";

    Show(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().vault(name);
      output.result(vault, () -> Words.vaultShown(output, vault));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "set",
      header = "Chooses when a vault is mounted, locked and checked.",
      description = {
        "",
        "DURATION is a number with s, m, h or d, such as 15m; off turns a thing off. What is not"
            + " named stays as it is.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico vault set diary --mount demand --idle-lock 15m",
        "  aico vault set photos --check-every 7d",
        "  aico vault set database --grace 10m",
        "  aico vault set database --system-user postgres"
      })
  static final class SetUp extends PersonCommand {
    private static final String OFF = "off";

    @Parameters(paramLabel = "NAME", description = VaultCommands.NAME)
    private String name = "";

    @Option(
        names = "--mount",
        paramLabel = "WHEN",
        description =
            "unlock: when its owner unlocks; demand: only by aico vault mount; start: as soon as"
                + " its key can be had, also with nobody there.")
    private @Nullable String mount;

    @Option(
        names = "--idle-lock",
        paramLabel = "DURATION",
        description =
            "Lock it when it was not used for so long: no file open, no folder read, nobody"
                + " working in it.")
    private @Nullable String idleLock;

    @Option(
        names = "--grace",
        paramLabel = "DURATION",
        description =
            "How long it stays mounted when key-service has crashed, for databases. A lock by a"
                + " person locks it all the same.")
    private @Nullable String grace;

    @Option(
        names = "--check-every",
        paramLabel = "DURATION",
        description =
            "Read all of it and look for damage by itself, as aico vault check does, giving way to"
                + " other programs. A new vault: every 30 days, the first time a day after it was"
                + " made.")
    private @Nullable String checkEvery;

    @Option(
        names = "--hook-limit",
        paramLabel = "DURATION",
        description = "How long its hooks may hold up a lock, together; at most 30s.")
    private @Nullable String hookLimit;

    @Option(
        names = "--system-user",
        paramLabel = "USER",
        description = {
          "Only of a vault that is unmounted, since it will be mounted elsewhere. "
              + VaultCommands.SYSTEM_USER
              + " off: the home's owner again."
        })
    private @Nullable String systemUser;

    SetUp(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault =
          suite()
              .configureVault(
                  name,
                  new Suite.VaultChoice(
                      mount,
                      seconds("--idle-lock", idleLock),
                      seconds("--grace", grace),
                      seconds("--check-every", checkEvery),
                      seconds("--hook-limit", hookLimit),
                      OFF.equals(systemUser) ? "" : systemUser));
      output.result(vault, () -> Words.vaultShown(output, vault));
      return ExitCode.DONE;
    }

    private static @Nullable Long seconds(String option, @Nullable String span) {
      try {
        return span == null ? null : Long.valueOf(Span.parse(span));
      } catch (IllegalArgumentException misfit) {
        throw CommandFailed.usage(option, String.valueOf(misfit.getMessage()));
      }
    }
  }
}
