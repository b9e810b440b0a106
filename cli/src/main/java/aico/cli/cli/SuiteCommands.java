package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.Diagnosis;
import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.SuiteStatus;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that concern the suite as a whole. */
final class SuiteCommands {
  private SuiteCommands() {}

  @Command(
      name = "up",
      header = "Sets up what is missing, starts the services, waits until all are healthy.",
      description = {
        "",
        "Always works by itself: the first launch asks for a master password, or makes one when"
            + " you answer with nothing or there is no terminal, and then says where it is. It"
            + " also makes and mounts a vault named 'home' and ends with its path.",
        "Later launches change no configuration and no key. Services start locked; with a"
            + " password they are unlocked, too.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico up",
        "  aico up --password-file - --recovery-kit /media/stick/kit.txt < password.txt",
        "  cp -r Documents \"$(aico vault path home)\""
      })
  static final class Up extends SuiteCommand {
    @Mixin private PasswordOption password = new PasswordOption();

    @Option(
        names = "--recovery-kit",
        paramLabel = "FILE",
        description =
            "First launch: write the recovery kit to this new file (0600) instead of showing it.")
    private @Nullable Path recoveryKit;

    @Option(
        names = "--key-storage",
        paramLabel = "NAME",
        description = {
          "First launch: keep the installation key there (see aico keystore list). Left out, or"
              + " 'auto': what a systemd unit hands over, else a TPM that works, else a file."
        })
    private @Nullable String keyStorage;

    Up(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.UpDone done =
          suite().up(new Suite.UpRequest(password.passwords(), recoveryKit, keyStorage));
      output.result(
          done.status(),
          () -> {
            Words.status(output, done.status());
            String firstVault = done.firstVault();
            if (firstVault != null) {
              output.flush();
              output.say("put your files into:");
              output.line(firstVault);
            }
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "down",
      header = "Unmounts, wipes the keys, and stops everything.",
      description = {
        "",
        "The next start needs your password, unless aico unattended is on: then it opens by itself,"
            + " as after a power cut, so that a machine may stop the suite as it shuts down. For"
            + " what is to stay locked until you unlock it: aico lock first.",
        ""
      },
      footer = {"", "Example:", "  aico down"})
  static final class Down extends SuiteCommand {
    Down(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      suite().down();
      output.result(Map.of(), () -> output.line(SuiteStatus.DOWN));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "status",
      header = "Shows services and vaults.",
      footer = {"", "Examples:", "  aico status", "  aico status --json | jq -r .state"})
  static final class Status extends SuiteCommand {
    Status(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      SuiteStatus status = suite().status();
      output.result(status, () -> Words.status(output, status));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "doctor",
      header = "Checks what the suite stands on and says what to do.",
      description = {
        "",
        "Ends with 0 unless a check has failed; 'weak' is what works and could be safer.",
        ""
      },
      footer = {"", "Example:", "  aico doctor"})
  static final class Doctor extends SuiteCommand {
    private static final int SOMETHING_FAILED = 1;

    Doctor(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Diagnosis diagnosis = suite().doctor();
      output.result(diagnosis, () -> Words.diagnosis(output, diagnosis));
      return diagnosis.ok() ? ExitCode.DONE : SOMETHING_FAILED;
    }
  }

  @Command(
      name = "unlock",
      header = "Opens your keys and mounts your vaults.",
      description = {
        "",
        "With the master password or, when that is forgotten, with the recovery kit; then choose a"
            + " new password: aico password change --recovery-kit.",
        "Commands then act for you without a password until lock, down, or 12 idle hours.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico unlock",
        "  aico unlock --password-file password.txt",
        "  aico unlock --recovery-kit /media/stick/kit.txt",
        "  aico unlock --user child"
      })
  static final class Unlock extends PersonCommand {
    @Mixin private ProofOption proof = new ProofOption();

    Unlock(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      SuiteStatus status = suite().unlock(proof.proof());
      output.result(status, () -> Words.status(output, status));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "lock",
      header = "Forgets all keys and unmounts all vaults, at once.",
      description = {
        "",
        "Needs no password, and works while other services are dead. With --user only that user's"
            + " keys are forgotten, and what nobody else holds open is unmounted.",
        ""
      },
      footer = {"", "Examples:", "  aico lock", "  aico lock --user child"})
  static final class Lock extends PersonCommand {
    Lock(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      SuiteStatus status = suite().lock();
      output.result(status, () -> Words.status(output, status));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "test",
      header = "Sets up what the tests need and runs them (from a checkout, by ./aico).",
      footer = {"", "Example:", "  ./aico test"})
  static final class Test implements Callable<Integer> {
    @Override
    public Integer call() {
      throw CommandFailed.usage("test", "only the launcher of a checkout runs tests");
    }
  }
}
