package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Span;
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
  private static final String NAME = "The vault's name: a-z, 0-9 and -, at most 63 characters.";

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
        "  aico vault create album --household"
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

    Create(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault = suite().createVault(name, at, household);
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
      name = "show",
      header = "Shows a vault and what was chosen for it.",
      footer = {"", "Example:", "  aico vault show home"})
  static final class Show extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
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
        "  aico vault set photos --check-every 30d",
        "  aico vault set database --grace 10m"
      })
  static final class SetUp extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
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
        description = "Read all of it and look for damage by itself, as aico vault check does.")
    private @Nullable String checkEvery;

    @Option(
        names = "--hook-limit",
        paramLabel = "DURATION",
        description = "How long its hooks may hold up a lock, together; at most 30s.")
    private @Nullable String hookLimit;

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
                      seconds("--hook-limit", hookLimit)));
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
    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
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
    @Parameters(index = "0", paramLabel = "NAME", description = NAME)
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
      output.result(
          done == null ? Map.of() : done,
          () ->
              output.line(
                  done == null
                      ? "vault %s is not shared with %s".formatted(name, other)
                      : "vault %s is not shared with %s any more and has a new key; it is %s"
                          .formatted(name, other, done.state())));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "rotate",
      header = "Gives a vault a new key.",
      description = {
        "",
        "Copies every file into a new encrypted folder under a new key, compares both file by file,"
            + " puts the new one in the old one's place, and destroys the old key. It needs as much"
            + " free space as the vault takes, and the vault is closed meanwhile. Interrupted, the"
            + " vault is as it was, and the same command goes on.",
        "",
        "Backups made before still open with the keys that are in them.",
        ""
      },
      footer = {"", "Example:", "  aico vault rotate diary"})
  static final class Rotate extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    Rotate(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    private static String leftOut(Suite.VaultRotated done) {
      return done.left_out() == 0
          ? ""
          : "; %,d sockets and pipes were left out: programs make them anew"
              .formatted(done.left_out());
    }

    @Override
    public Integer call() {
      Suite.VaultRotated done = suite().rotateVault(name);
      output.result(
          done,
          () ->
              output.line(
                  "vault %s has a new key: %,d files with %,d bytes, each compared; it is %s%s"
                      .formatted(
                          done.name(), done.files(), done.bytes(), done.state(), leftOut(done))));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "check",
      header = "Reads all of a vault and says which files are damaged.",
      description = {
        "",
        "Compares every encrypted file with how it was when the vault was locked last, which also"
            + " finds what decrypting cannot: files cut short, exchanged, or put back from an older"
            + " copy. A mounted vault can be checked; files in use are not judged. With the vault"
            + " mounted the files are named as you know them. Exit code 1 when anything is found.",
        ""
      },
      footer = {
        "",
        "Found something? Bring the file back from a backup, or, if the change was yours, lock the",
        "vault and run:",
        "  aico vault check diary --accept"
      })
  static final class CheckFiles extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = NAME)
    private String name = "";

    @Option(
        names = "--accept",
        description = "Take what is there for what should be there; only while it is locked.")
    private boolean accept;

    CheckFiles(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.VaultChecked checked = suite().checkVault(name, accept);
      output.result(checked, () -> Words.vaultChecked(output, checked));
      return checked.whole() ? ExitCode.DONE : ExitCode.of(ErrorCode.FAILED);
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
