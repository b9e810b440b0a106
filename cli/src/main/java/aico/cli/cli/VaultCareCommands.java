package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico vault check|rotate}: reads all of a vault, or writes it anew. */
final class VaultCareCommands {
  private VaultCareCommands() {}

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
    @Parameters(paramLabel = "NAME", description = VaultCommands.NAME)
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
          () -> {
            output.line(
                "vault %s has a new key: %,d files with %,d bytes, each compared; it is %s%s"
                    .formatted(
                        done.name(), done.files(), done.bytes(), done.state(), leftOut(done)));
            Words.older(output, done);
          });
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
        "",
        "What changed while the vault was locked is also looked for before each mount; the vault is"
            + " then read-only until you accept it.",
        ""
      },
      footer = {
        "",
        "Found something? Bring the file back from a backup, or, if the change was yours, lock the",
        "vault and run:",
        "  aico vault check diary --accept"
      })
  static final class CheckFiles extends PersonCommand {
    @Parameters(paramLabel = "NAME", description = VaultCommands.NAME)
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
}
