package aico.cli.app;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.SuiteService;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Access;
import aico.cli.os.CallingUser;
import aico.cli.storage.VaultEntries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** {@code aico vault hook …}: the owner's own programs around a vault. */
final class VaultHooks {
  /** As long as a vault's setting may be. */
  private static final long TEST_LIMIT_MS = 30_000;

  private final Surroundings surroundings;
  private final HookRuns runs;

  VaultHooks(Surroundings surroundings) {
    this.surroundings = surroundings;
    runs = new HookRuns(surroundings.home(), surroundings::say);
  }

  List<Hook> list(String vault) {
    requireOwner();
    return runs.folder().of(vault);
  }

  Hook add(String vault, String moment, Path program, String name) {
    requireOwner();
    if (!Files.isRegularFile(program) || !Files.isReadable(program)) {
      throw CommandFailed.usage("FILE", program + ": no file that can be read");
    }
    return runs.folder().add(vault, moment(moment), program, hook(name));
  }

  void remove(String vault, String moment, String name) {
    requireOwner();
    if (!runs.folder().remove(vault, moment(moment), hook(name))) {
      throw CommandFailed.usage(
          "HOOK", "vault %s has no hook %s %s".formatted(vault, moment, name));
    }
  }

  List<Hook.Ended> test(String vault, String moment, String path) {
    requireOwner();
    try {
      List<Hook.Ended> ended = runs.run(vault, moment(moment), path, TEST_LIMIT_MS);
      runs.tellIfThere(vault, moment, ended);
      return ended;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("interrupted");
    }
  }

  /** Before and after a backup; all of them have to succeed before one. */
  void aroundBackup(List<String> vaults, Runnable backup) {
    try {
      for (String vault : vaults) {
        List<Hook.Ended> ended = moment(vault, "before-backup");
        if (!ended.stream().allMatch(Hook.Ended::ok)) {
          throw CommandFailed.failed(
              "vault %s: a hook before the backup failed: no backup is made; see %s"
                  .formatted(vault, surroundings.home().log("hooks")));
        }
      }
      backup.run();
    } finally {
      vaults.forEach(vault -> moment(vault, "after-backup"));
    }
  }

  private List<Hook.Ended> moment(String vault, String moment) {
    if (runs.folder().of(vault, moment).isEmpty()) {
      return List.of();
    }
    return test(vault, moment, pathOf(vault));
  }

  /** Where its files are while it is mounted, also with nobody there to ask. */
  String pathOf(String vault) {
    HomeLayout home = surroundings.home();
    Path parent =
        VaultEntries.read(home.state(SuiteService.VAULT).resolve("vaults")).stream()
            .filter(entry -> entry.name().equals(vault))
            .flatMap(entry -> entry.systemUser().stream())
            .findFirst()
            .map(home::mountsFor)
            .orElse(home.mounts());
    return parent.resolve(vault).resolve("files").toString();
  }

  /** What others put there would not run, and what is listed as theirs would mislead. */
  private void requireOwner() {
    if (!isOwner()) {
      throw CommandFailed.failed(
          surroundings.home().hooks() + ": run this as the user who runs the suite (sudo)");
    }
  }

  private boolean isOwner() {
    OptionalLong owner = Access.ownerOf(surroundings.home().config());
    return owner.isEmpty() || owner.getAsLong() == CallingUser.uid();
  }

  /** Has recorded what was removed while nothing ran. */
  void tellFound(SuiteBus bus) {
    if (isOwner()) {
      runs.tellFound(bus);
    }
  }

  private static String moment(String text) {
    return shaped(() -> Shapes.moment("MOMENT", text));
  }

  private static String hook(String text) {
    return shaped(() -> Shapes.hook("--as", text));
  }

  private static String shaped(Supplier<String> shape) {
    try {
      return shape.get();
    } catch (InvalidField misfit) {
      throw CommandFailed.usage(
          misfit.field(),
          String.valueOf(misfit.getMessage()).substring(misfit.field().length() + 2));
    }
  }
}
