package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.SuiteStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup} and {@code restore}. */
final class BackupCommands {
  private BackupCommands() {}

  @Command(
      name = "backup",
      header = "Copies everything that cannot be made anew into a folder, as ciphertext.",
      description = {
        "",
        "Each backup is a folder of its own with the time as its name, complete by itself; what"
            + " did not change since the one before is linked to it and takes no room. It works"
            + " while the suite runs, locked or not, and needs no password. The place it lies at"
            + " needs no trust: only your password or your recovery kit opens it. Your own rules"
            + " and hooks are in it, too, readable as they are, and whom you granted what: keep"
            + " passwords out of hooks.",
        "",
        "A database in a vault is copied as it would be after a power cut; stop it before for"
            + " more than that.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico backup /media/disk/aico",
        "  aico backup /media/disk/aico --keep 14",
        "  aico backup verify /media/disk/aico",
        "  aico restore /media/disk/aico"
      })
  static final class Backup extends SuiteCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "DIR",
        description = "Where backups are kept; made when it is not there.")
    private @Nullable Path dir;

    @Option(
        names = "--keep",
        paramLabel = "N",
        description = "Remove the oldest backups until N are left. Without it all are kept.")
    private @Nullable Integer keep;

    @Option(
        names = "--without",
        paramLabel = "VAULT",
        description = "Leave a vault out, when its disk is not there; once for each.")
    private List<String> without = List.of();

    Backup(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Path to = dir;
      if (to == null) {
        throw CommandFailed.usage("DIR", "not given (expected: the folder to keep backups in)");
      }
      Integer many = keep;
      if (many != null && many < 1) {
        throw CommandFailed.usage("--keep", many + " (expected: >= 1)");
      }
      Suite.BackedUp done = suite().backup(to, many, without);
      output.result(
          done,
          () ->
              output.line(
                  "backed up to %s: %,d files with %,d bytes were new or changed"
                      .formatted(done.dir(), done.files(), done.bytes())));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "verify",
      header = "Proves that a backup opens and is whole, without restoring it.",
      description = {
        "",
        "Opens the keys with your password or recovery kit, has gocryptfs read every block of"
            + " every vault that is yours too, and verifies the audit trail. Exit code 1 when"
            + " anything is damaged.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico backup verify /media/disk/aico",
        "  aico backup verify /media/disk/aico/2026-11-24T09-30-00Z --recovery-kit"
      })
  static final class Verify extends PersonCommand {
    @Parameters(
        index = "0",
        paramLabel = "DIR",
        description = "A folder of backups, of which the newest is verified, or one backup.")
    private Path dir = Path.of("");

    @Mixin private ProofOption proof = new ProofOption();

    Verify(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Proof shown = proof.proof();
      Suite.BackupVerified found = suite().verifyBackup(dir, shown);
      boolean whole = found.damaged().isEmpty() && found.trail_whole();
      output.result(
          found,
          () -> {
            output.line("backup of " + found.taken() + " in " + found.dir());
            output.line("keys: open");
            for (String vault : found.vaults()) {
              output.line(
                  "vault "
                      + vault
                      + ": "
                      + (found.damaged().contains(vault) ? "DAMAGED" : "whole"));
            }
            for (String vault : found.closed()) {
              output.line("vault " + vault + ": not read: another user's (--user)");
            }
            output.line("audit trail: " + (found.trail_whole() ? "whole" : "DAMAGED"));
          });
      return whole ? ExitCode.DONE : ExitCode.of(aico.bus.contract.ErrorCode.FAILED);
    }
  }

  @Command(
      name = "restore",
      header = "Brings a backup into an empty home, starts it and unlocks it.",
      description = {
        "",
        "For a new machine, or after a lost disk. Keys, vaults and the audit trail come back as"
            + " they were; the services get new credentials, sessions are over. Nothing is written"
            + " before your password or kit has opened the backup. Interrupted, it goes on when it is"
            + " run again. Any user of the home can prove it; the others' own vaults come back, too,"
            + " and open when they unlock.",
        "",
        "Integrators and responses to alerts come back suspended, until aico restore confirm. Targets"
            + " of the bridge have to be added again: where they lead, and with which secret, no"
            + " backup holds. Your own rules are in force again; your hooks are put aside until you"
            + " have looked at them and added them again.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico restore /media/disk/aico",
        "  aico restore /media/disk/aico/2026-11-24T09-30-00Z --recovery-kit kit.txt",
        "  aico restore confirm --out credentials"
      })
  static final class Restore extends PersonCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "DIR",
        description = "A folder of backups, of which the newest is taken, or one backup.")
    private @Nullable Path dir;

    @Mixin private ProofOption proof = new ProofOption();

    Restore(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Path from = dir;
      if (from == null) {
        throw CommandFailed.usage("DIR", "not given (expected: a folder of backups)");
      }
      SuiteStatus status = suite().restore(from, proof.proof());
      output.result(
          status,
          () ->
              status
                  .vaults()
                  .forEach(vault ->
                      output.line(
                          "vault %s: %s, %s"
                              .formatted(vault.name(), vault.state(), vault.path()))));
      return ExitCode.DONE;
    }
  }
}
