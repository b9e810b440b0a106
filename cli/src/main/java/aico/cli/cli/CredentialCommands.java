package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code aico credentials …}. */
final class CredentialCommands {
  private CredentialCommands() {}

  @Command(
      name = "credentials",
      header = "Changes the keys by which the processes know each other.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico credentials rotate"})
  static final class Credentials {}

  @Command(
      name = "rotate",
      header = "Gives every process another CURVE key pair, while all of them run.",
      description = {
        "",
        "Each makes its new pair itself; only public keys travel. For some seconds old and new are"
            + " both accepted, so that no request fails; then the old ones are refused and what"
            + " lives under them is cut. Interrupted, the next aico up finishes it.",
        "",
        "With integrators, audit-service keeps its key unless you name it: their credentials hold"
            + " it, and each then needs aico integrator renew.",
        ""
      },
      footer = {"", "Example:", "  aico credentials rotate vault-service"})
  static final class Rotate extends SuiteCommand {
    @Parameters(
        paramLabel = "PRINCIPAL",
        arity = "0..1",
        description = "One alone, such as vault-service or cli.")
    private @Nullable String principal;

    Rotate(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.CredentialsRotated done = suite().rotateCredentials(principal);
      output.result(
          done,
          () -> {
            done.rotated().forEach(one -> output.line(one.principal() + "  " + one.public_key()));
            output.flush();
            if (done.left_out() != null) {
              output.say(
                  "%s keeps its key, which the credentials of %s hold; to change it too: aico"
                          .formatted(done.left_out(), String.join(", ", done.integrators()))
                      + " credentials rotate audit-service, then aico integrator renew for each");
            } else if (!done.integrators().isEmpty()) {
              output.say(
                  "these need a new credential now, with aico integrator renew: "
                      + String.join(", ", done.integrators()));
            }
          });
      return ExitCode.DONE;
    }
  }
}
