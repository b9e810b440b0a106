package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.ExitCode;
import aico.cli.Hook;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico vault hook …}. */
final class HookCommands {
  private static final String NAME = "The vault's name.";
  private static final String MOMENT = "before-lock, after-mount, before-backup or after-backup.";

  private HookCommands() {}

  @Command(
      name = "hook",
      header = "Runs programs of yours around a vault, such as those that stop a database.",
      description = {
        "",
        "They run one after the other, in the order of their names, as the user who runs the suite,"
            + " with AICO_VAULT, AICO_PATH and AICO_MOMENT set. A lock waits for them as long as"
            + " aico vault set --hook-limit says, and no longer. Each end is recorded.",
        ""
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Example:",
        "  aico vault hook add db before-lock stop-postgres.sh --as 10-postgres",
        "  aico vault hook add db after-mount start-postgres.sh --as 10-postgres"
      })
  static final class HookGroup {}

  @Command(
      name = "list",
      header = "Lists the hooks of a vault, and why one does not run.",
      footer = {"", "Example:", "  aico vault hook list db"})
  static final class ListAll extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Suite.HookShown> hooks = suite().hooks(name);
      output.result(Map.of("hooks", hooks), () -> hooks.forEach(this::line));
      return ExitCode.DONE;
    }

    private void line(Suite.HookShown hook) {
      output.line(
          "  %-14s %-20s %s"
              .formatted(
                  hook.moment(),
                  hook.name(),
                  hook.problem() == null ? hook.file() : "NOT RUN: " + hook.problem()));
    }
  }

  @Command(
      name = "add",
      header = "Copies a program in as a hook.",
      footer = {
        "",
        "Example:",
        "  aico vault hook add db before-lock stop-postgres.sh --as 10-postgres"
      })
  static final class Add extends SuiteCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
    private String name = "";

    @Parameters(index = "1", paramLabel = "MOMENT", description = MOMENT)
    private String moment = "";

    @Parameters(index = "2", paramLabel = "FILE", description = "The program or script.")
    private Path file = Path.of("");

    @Option(
        names = "--as",
        paramLabel = "HOOK",
        description = "Its name here, which says its turn, such as 10-postgres; else the file's.")
    private @Nullable String as;

    Add(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Path last = file.getFileName();
      String hookName = as == null ? String.valueOf(last).replace('.', '-') : as;
      Suite.HookShown hook = suite().addHook(name, moment, file, hookName);
      output.result(hook, () -> output.line(hook.file()));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "remove",
      header = "Removes a hook.",
      footer = {"", "Example:", "  aico vault hook remove db before-lock 10-postgres"})
  static final class Remove extends SuiteCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
    private String name = "";

    @Parameters(index = "1", paramLabel = "MOMENT", description = MOMENT)
    private String moment = "";

    @Parameters(index = "2", paramLabel = "HOOK", description = "Its name, as list shows it.")
    private String hook = "";

    Remove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().removeHook(name, moment, hook);
      output.result(Map.of(), () -> output.line("removed"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "test",
      header = "Runs the hooks of a moment now, and says how they ended.",
      footer = {"", "Example:", "  aico vault hook test db before-lock"})
  static final class Test extends SuiteCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
    private String name = "";

    @Parameters(index = "1", paramLabel = "MOMENT", description = MOMENT)
    private String moment = "";

    Test(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Hook.Ended> ended = suite().testHooks(name, moment);
      output.result(
          Map.of("hooks", ended),
          () ->
              ended.forEach(one ->
                  output.line(
                      "  %-20s exit code %d after %d ms"
                          .formatted(one.hook(), one.exit_code(), one.took_ms()))));
      return ended.stream().allMatch(Hook.Ended::ok)
          ? ExitCode.DONE
          : ExitCode.of(ErrorCode.FAILED);
    }
  }
}
