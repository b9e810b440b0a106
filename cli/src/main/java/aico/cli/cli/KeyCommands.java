package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Keys;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aico password …} and {@code aico recovery …}: the ways to the keys. */
final class KeyCommands {
  private KeyCommands() {}

  @Command(
      name = "password",
      header = "Changes the master password.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico password change"})
  static final class Password {}

  @Command(
      name = "change",
      header = "Puts a new master password in place of the old one.",
      description = {
        "",
        "Your vaults stay as they are, mounted or locked: the password opens the key that opens"
            + " them, and only that is wrapped anew. The old password opens nothing afterwards,"
            + " except in backups of the home that were made before.",
        "Forgotten? The recovery kit proves as well that the keys are yours.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico password change",
        "  aico password change --recovery-kit /media/stick/kit.txt",
        "  aico password change --compromised",
        "  aico password change --password-file old.txt --new-password-file new.txt"
      })
  static final class Change extends PersonCommand {
    @Mixin private ProofOption proof = new ProofOption();

    @Option(
        names = "--new-password-file",
        paramLabel = "FILE",
        description =
            "Take the new password from a file (-: standard input) instead of the terminal.")
    private @Nullable String fresh;

    @Option(
        names = "--compromised",
        description = {
          "Somebody may have had the password, a kit, or a key: make a new master key and a new"
              + " kit, and another master key for the household, too, and give every vault a new"
              + " key, by copying and comparing every file."
        })
    private boolean compromised;

    @Option(
        names = "--new-recovery-kit",
        paramLabel = "FILE",
        description =
            "With --compromised: write the new kit to this new file (0600) instead of showing it.")
    private @Nullable Path kit;

    Change(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      if (compromised) {
        return RotateCommands.tell(
            output,
            suite()
                .keys()
                .rotate(
                    new Keys.RotationRequest(
                        proof.proof(), PasswordOption.passwords(fresh), kit, true)));
      }
      if (kit != null) {
        throw CommandFailed.usage("--new-recovery-kit", "only with --compromised");
      }
      Older.Copies older = suite().changePassword(proof.proof(), PasswordOption.passwords(fresh));
      output.result(
          older,
          () -> {
            output.line("the master password is changed");
            Words.older(output, older);
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "recovery",
      header = "Tests or renews the recovery kit.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico recovery test"})
  static final class Recovery {}

  @Command(
      name = "test",
      header = "Proves that your recovery kit opens your keys, and changes nothing.",
      description = {
        "",
        "Do it once after copying the kit and then every year: a kit with a slip of the pen opens"
            + " nothing. status and doctor tell when it was last tested.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico recovery test",
        "  aico recovery test --recovery-kit kit.txt"
      })
  static final class Test extends PersonCommand {
    @Option(
        names = "--recovery-kit",
        paramLabel = "FILE",
        description = {
          "The kit from a file (-: standard input) instead of its words at the terminal."
        })
    private String kit = "";

    Test(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.RecoveryTested tested = suite().testRecovery(ProofOption.kits(kit));
      output.result(
          tested, () -> output.line("recovery kit " + tested.key_id() + " opens your keys"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "renew",
      header = "Makes a new recovery kit; the old one opens nothing afterwards.",
      description = {
        "",
        "For a kit that is lost, or that somebody has seen. Backups of the home that were made"
            + " before still open with the old kit.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico recovery renew",
        "  aico recovery renew --password-file pw.txt --recovery-kit /media/stick/kit.txt"
      })
  static final class Renew extends PersonCommand {
    @Mixin private PasswordOption password = new PasswordOption();

    @Option(
        names = "--recovery-kit",
        paramLabel = "FILE",
        description = "Write the new kit to this new file (0600) instead of showing it.")
    private @Nullable Path file;

    Renew(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Passwords passwords = password.passwords();
      Suite.RecoveryRenewed renewed = suite().renewRecovery(passwords, file);
      output.result(
          renewed,
          () -> {
            String written = renewed.file();
            output.line(
                "recovery kit "
                    + renewed.key_id()
                    + " holds from now on"
                    + (written == null ? "" : "; it is in " + written));
            Words.older(output, renewed);
          });
      return ExitCode.DONE;
    }
  }
}
