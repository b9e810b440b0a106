package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.VaultStatus;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aico vault share|unshare}: who else opens a vault. */
final class VaultSharingCommands {
  private VaultSharingCommands() {}

  @Command(
      name = "share",
      header = "Lets another user of the home open a vault, too.",
      description = {
        "",
        "The vault's key is wrapped for them as well, also while they are locked; it opens with"
            + " their password from their next use on. They can mount and check the vault, read and"
            + " write what is in it, but neither share it further nor rotate its key.",
        ""
      },
      footer = {"", "Example:", "  aico vault share photos child"})
  static final class Share extends PersonCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = VaultCommands.NAME)
    private String name = "";

    @Parameters(index = "1", paramLabel = "USER", description = "Another user of this home.")
    private String other = "";

    Share(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().shareVault(name, other);
      output.result(
          vault,
          () ->
              output.line(
                  "vault %s is shared with %s"
                      .formatted(vault.name(), String.join(", ", vault.shared_with()))));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "unshare",
      header = "Ends that another user can open a vault, and gives it a new key.",
      description = {
        "",
        "At once they cannot open it here any more. Since somebody may have kept a copy of the old"
            + " key, the vault is then copied under a new one, as by aico vault rotate: that takes"
            + " as long as copying it, needs as much free space, and the vault is closed meanwhile."
            + " Interrupted, go on with aico vault rotate.",
        "",
        "What they saw, and backups made before, cannot be taken back.",
        ""
      },
      footer = {"", "Example:", "  aico vault unshare photos child"})
  static final class Unshare extends PersonCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = VaultCommands.NAME)
    private String name = "";

    @Parameters(index = "1", paramLabel = "USER", description = "Who can open it now.")
    private String other = "";

    Unshare(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      output.say(
          "vault %s gets a new key, so that no copy of the old one opens it".formatted(name));
      Suite.VaultRotated done = suite().unshareVault(name, other);
      if (done == null) {
        output.result(
            Map.of(), () -> output.line("vault %s is not shared with %s".formatted(name, other)));
        return ExitCode.DONE;
      }
      output.result(
          done,
          () -> {
            output.line(
                "vault %s is not shared with %s any more and has a new key; it is %s"
                    .formatted(name, other, done.state()));
            Words.older(output, done);
          });
      return ExitCode.DONE;
    }
  }
}
