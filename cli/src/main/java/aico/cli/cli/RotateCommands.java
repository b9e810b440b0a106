package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.ExitCode;
import aico.cli.Keys;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aico key rotate …}: new keys in place of old ones. */
final class RotateCommands {
  private RotateCommands() {}

  @Command(
      name = "key",
      header = "Puts new keys in place of old ones.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico key rotate master"})
  static final class Key {}

  @Command(
      name = "rotate",
      header = "Puts a new key in place of an old one.",
      synopsisSubcommandLabel = "KEY",
      footer = {"", "Example:", "  aico key rotate master"})
  static final class Rotate {}

  @Command(
      name = "master",
      header = "Makes a new master key and a new recovery kit.",
      description = {
        "",
        "Vaults stay as they are, mounted or locked, under their own keys. What opened the old"
            + " master key (the old kit, recovery shares, a copy of it) opens nothing of what is"
            + " here any more; backups from before still open with it. The password stays, unless"
            + " you give a new one.",
        "If somebody may have had your keys, use aico password change --compromised: it also gives"
            + " every vault a new key.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico key rotate master",
        "  aico key rotate master --password-file pw.txt --new-recovery-kit /media/stick/kit.txt"
      })
  static final class Master extends PersonCommand {
    @Mixin private ProofOption proof = new ProofOption();

    @Option(
        names = "--new-password-file",
        paramLabel = "FILE",
        description = "Set a new password, too, from a file (-: standard input).")
    private @Nullable String fresh;

    @Option(
        names = "--new-recovery-kit",
        paramLabel = "FILE",
        description = "Write the new kit to this new file (0600) instead of showing it.")
    private @Nullable Path kit;

    Master(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.Rotated rotated =
          suite()
              .keys()
              .rotate(
                  new Keys.RotationRequest(
                      proof.proof(),
                      fresh == null ? null : PasswordOption.passwords(fresh),
                      kit,
                      false));
      return tell(output, rotated);
    }
  }

  @Command(
      name = "installation",
      header = "Makes a new installation key, from which the services' own keys come.",
      description = {
        "",
        "Everything goes on meanwhile: sessions, streams and proofs stay what they are, sealed under"
            + " other keys. The old key is removed from its storage once nothing needs it. Killed at"
            + " any moment, the next start goes on or takes it back; the same command tells how far"
            + " it is.",
        "A storage that somebody else fills (mounted, or a unit's credential) is only read: put the"
            + " new key into a file beside it, name that with --into, and remove the old one when"
            + " this command says that it waits for that.",
        "If somebody had the old key while the keys opened unattended, they had the master key, too:"
            + " aico password change --compromised.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico key rotate installation",
        "  aico key rotate installation --into tpm2",
        "  aico key rotate installation --into mounted:/run/secrets/aico-key-2"
      })
  static final class Installation extends SuiteCommand {
    @Mixin private ProofOption proof = new ProofOption();

    @Option(
        names = "--into",
        paramLabel = "NAME",
        description = "Keep the new key in another storage (aico keystore list).")
    private @Nullable String into;

    Installation(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    /** Exit code 1 when the old key is still needed by something. */
    @Override
    public Integer call() {
      Keys.InstallationRotated rotated = suite().keys().rotateInstallation(proof.proof(), into);
      output.result(
          rotated,
          () -> {
            output.line(
                "there is a new installation key, %s, in %s"
                    .formatted(rotated.key_id(), rotated.key_storage()));
            output.line(
                rotated.waiting().isEmpty()
                    ? "the old one is gone from " + rotated.ended_key_storage()
                    : "the old one is still in " + rotated.ended_key_storage() + ", waiting for");
            rotated.waiting().forEach(what -> output.line("  " + what));
            Words.older(output, "in backups of the home from before", rotated);
          });
      return rotated.waiting().isEmpty() ? ExitCode.DONE : ExitCode.of(ErrorCode.FAILED);
    }
  }

  /** Exit code 1 when a vault has no new key although it should. */
  static int tell(Output output, Keys.Rotated rotated) {
    output.result(
        rotated,
        () -> {
          output.line("there is a new master key");
          output.line(
              "recovery kit %s holds from now on%s; see that it works: aico recovery test"
                  .formatted(
                      rotated.key_id(), rotated.file() == null ? "" : ", in " + rotated.file()));
          rotated.rotated().forEach(vault -> output.line("vault " + vault + " has a new key"));
          rotated.left().forEach(vault -> output.line("no new key yet for " + vault));
          Words.older(output, rotated);
        });
    return rotated.left().isEmpty() ? ExitCode.DONE : ExitCode.of(ErrorCode.FAILED);
  }
}
