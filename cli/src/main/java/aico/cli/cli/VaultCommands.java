package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.VaultStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico vault …}. */
final class VaultCommands {
  static final String NAME = "The vault's name: a-z, 0-9 and -, at most 63 characters.";

  static final String SYSTEM_USER =
      "Its files belong to that user of the operating system, such as a database's, who alone"
          + " uses them; takes root.";

  private VaultCommands() {}

  @Command(
      name = "vault",
      header = "Makes, mounts and unmounts encrypted folders.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  cp letter.odt \"$(aico vault path home)\""})
  static final class Vault {}

  @Command(
      name = "create",
      header = "Makes a vault, mounts it, prints its path.",
      footer = {
        "",
        "Examples:",
        "  aico vault create diary",
        "  aico vault create films --at /mnt/disk",
        "  aico vault create album --household",
        "  aico vault create db --system-user postgres"
      })
  static final class Create extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(
        names = "--at",
        paramLabel = "DIR",
        description =
            "Where its encrypted files lie, such as another disk: in a new folder DIR/NAME.")
    private @Nullable Path at;

    @Option(
        names = "--household",
        description = {
          "It belongs to every user of the home: any of them opens it, and it is mounted while any"
              + " of them is unlocked. For what all need, and for applications."
        })
    private boolean household;

    @Option(names = "--system-user", paramLabel = "USER", description = SYSTEM_USER)
    private @Nullable String systemUser;

    Create(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().createVault(new Suite.NewVault(name, at, household, systemUser));
      output.result(vault, () -> output.line(vault.path()));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "mount",
      header = "Mounts a vault and prints its path.",
      footer = {"", "Example:", "  aico vault mount diary"})
  static final class Mount extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Mount(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().mountVault(name);
      output.result(vault, () -> output.line(vault.path()));
      vault.warning().ifPresent(output::say);
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "unmount",
      header = "Locks one vault until it is mounted again.",
      footer = {"", "Example:", "  aico vault unmount diary"})
  static final class Unmount extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Unmount(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().unmountVault(name);
      output.result(vault, () -> output.line(vault.name() + " is " + vault.state()));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "path",
      header = "Prints the folder to put files into.",
      description = {"", "It exists only while the vault is mounted.", ""},
      footer = {"", "Example:", "  cp -r Documents \"$(aico vault path home --mounted)\""})
  static final class PathOf extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(names = "--mounted", description = "Fail with 4 unless the vault is mounted.")
    private boolean mounted;

    PathOf(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().vault(name);
      if (mounted && !vault.isMounted()) {
        throw CommandFailed.locked("vault " + name + " is " + vault.state());
      }
      output.result(vault, () -> output.line(vault.path()));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "list",
      header = "Lists all vaults.",
      footer = {"", "Example:", "  aico vault list"})
  static final class ListAll extends SuiteCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<VaultStatus> vaults = suite().vaults();
      output.result(Map.of("vaults", vaults), () -> Words.vaults(output, vaults));
      return ExitCode.DONE;
    }
  }
}
