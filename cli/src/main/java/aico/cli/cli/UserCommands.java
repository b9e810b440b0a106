package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Passwords;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico user …}: who has keys and vaults of their own in this home. */
final class UserCommands {
  private static final String NAME = "The user's name: a-z, 0-9 and -, at most 63 characters.";

  private UserCommands() {}

  @Command(
      name = "user",
      header = "Adds, lists and removes the users of this home.",
      description = {
        "",
        "Each user has a master password, a recovery kit and vaults of their own, which nobody else"
            + " opens, the owner of the home included; whoever may use this command can act for"
            + " them with --user once they are unlocked. Mounted files belong to the system user"
            + " that set up the home: who must not see what another has mounted needs a home of"
            + " their own.",
        ""
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico user add child"})
  static final class User {}

  @Command(
      name = "add",
      header = "Makes a user, who chooses a master password and gets a recovery kit.",
      footer = {
        "",
        "Examples:",
        "  aico user add child",
        "  aico user add child --password-file pw.txt --recovery-kit /media/stick/child.txt"
      })
  static final class Add extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Mixin private PasswordOption password = new PasswordOption();

    @Option(
        names = "--recovery-kit",
        paramLabel = "FILE",
        description = "Write their recovery kit to this new file (0600) instead of showing it.")
    private @Nullable Path file;

    Add(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Passwords passwords = password.passwords();
      Suite.UserAdded added = suite().addUser(name, passwords, file);
      output.result(
          added,
          () -> {
            String written = added.file();
            output.line(
                "user %s: recovery kit %s%s; they begin with: aico unlock --user %s"
                    .formatted(
                        added.name(),
                        added.key_id(),
                        written == null ? "" : " is in " + written,
                        added.name()));
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "list",
      header = "Lists all users.",
      footer = {"", "Example:", "  aico user list"})
  static final class ListAll extends SuiteCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Suite.User> users = suite().users();
      output.result(
          Map.of("users", users),
          () ->
              users.forEach(user ->
                  output.line(
                      String.format(
                              Locale.ROOT,
                              "  user %-20s %-10s %s",
                              user.name(),
                              user.state(),
                              user.recovery_tested() == null
                                  ? ""
                                  : "recovery kit last tested " + user.recovery_tested())
                          .stripTrailing())));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "remove",
      header = "Destroys a user's keys.",
      description = {
        "",
        "Refused while they own vaults, since nobody else may be able to open those. The household"
            + " gets a key that they never had. A copy of their keys that was made before, such as"
            + " a backup, still opens what they could open, until those vaults get new keys.",
        ""
      },
      footer = {"", "Example:", "  aico user remove guest"})
  static final class Remove extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(
        names = "--lose-vaults",
        description = {
          "Also when they own vaults: what is in those that are shared with nobody is lost."
        })
    private boolean loseVaults;

    Remove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().removeUser(name, loseVaults);
      output.result(Map.of(), () -> output.line("user " + name + " is removed"));
      return ExitCode.DONE;
    }
  }
}
