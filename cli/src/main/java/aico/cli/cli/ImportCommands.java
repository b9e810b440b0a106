package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.VaultStatus;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico vault import} and {@code adopt}. */
final class ImportCommands {
  private ImportCommands() {}

  @Command(
      name = "adopt",
      header = "Takes up a gocryptfs folder of another box or tool as a vault.",
      description = {
        "",
        "Nothing is copied: DIR becomes DIR/cipher (with --name, in a folder of that name beside"
            + " it), belongs to vault-service from then on, and opens with a key of this suite"
            + " instead of its password. Folders of gocryptfs -reverse, -plaintextnames and -fido2"
            + " are refused.",
        "",
        "Whoever has an older copy of gocryptfs.conf and the old password can still open it, until"
            + " aico vault rotate has given it a new key.",
        ""
      },
      footer = {"", "Example:", "  aico vault adopt /mnt/disk/letters"})
  static final class Adopt extends SuiteCommand {
    @Parameters(paramLabel = "DIR", description = "The folder with gocryptfs.conf in it.")
    private Path dir = Path.of("");

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "The vault's name; else the folder's.")
    private @Nullable String name;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description =
            "Take the password that opens it now from a file (-: standard input) instead of the"
                + " terminal.")
    private @Nullable String passwordFile;

    Adopt(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      VaultStatus vault =
          suite()
              .adoptVault(
                  dir,
                  name == null ? Import.nameOf(dir) : name,
                  PasswordOption.passwords(passwordFile));
      output.result(vault, () -> output.line(vault.path()));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "import",
      header = "Takes a folder of plain files into a new vault.",
      description = {
        "",
        "Copies every file, compares both file by file, then gives the folder another name and puts"
            + " a link to the vault in its place. The original stays until you say --finish;"
            + " deleting it does not wipe the disk. Interrupted, the same command goes on. Owners"
            + " are not kept: all files become yours, or those of --system-user. Sockets and pipes"
            + " are left out.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico vault import ~/photographs",
        "  aico vault import /srv/db --name db --stop ./stop-db --start ./start-db",
        "  aico vault import /var/lib/postgresql/15/main --name db --system-user postgres",
        "  aico vault import ~/photographs --finish"
      })
  static final class Import extends SuiteCommand {
    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path dir = Path.of("");

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "The new vault's name; else the folder's.")
    private @Nullable String name;

    @Option(
        names = "--at",
        paramLabel = "DIR",
        description = "Where its encrypted files lie, as for aico vault create.")
    private @Nullable Path at;

    @Option(
        names = "--stop",
        paramLabel = "FILE",
        description = "A program that stops what writes to the folder, run before the copy.")
    private @Nullable Path stop;

    @Option(
        names = "--start",
        paramLabel = "FILE",
        description = "A program that starts it again, run at the end.")
    private @Nullable Path start;

    @Option(names = "--system-user", paramLabel = "USER", description = VaultCommands.SYSTEM_USER)
    private @Nullable String systemUser;

    @Option(names = "--finish", description = "Remove the original of an import that is done.")
    private boolean finish;

    Import(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.VaultImported done =
          suite()
              .importFolder(
                  new Suite.ImportRequest(
                      dir, name == null ? nameOf(dir) : name, at, stop, start, finish, systemUser));
      output.result(done, () -> words(done));
      return ExitCode.DONE;
    }

    private static String nameOf(Path dir) {
      Path last = dir.toAbsolutePath().normalize().getFileName();
      return String.valueOf(last).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private void words(Suite.VaultImported done) {
      if (done.original() == null) {
        output.line("the original is gone; %s is vault %s".formatted(done.dir(), done.name()));
        return;
      }
      output.line(
          "vault %s holds %,d files with %,d bytes, each compared; %s leads to it"
              .formatted(done.name(), done.files(), done.bytes(), done.dir()));
      if (done.left_out() > 0) {
        output.line("%,d sockets and pipes were left out".formatted(done.left_out()));
      }
      output.line(
          "The original is %s, readable by whoever has the disk.".formatted(done.original()));
      output.line(
          "When all is well: aico vault import %s --name %s --finish"
              .formatted(done.dir(), done.name()));
    }
  }
}
