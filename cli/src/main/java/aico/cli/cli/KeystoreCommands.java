package aico.cli.cli;

import aico.cli.ExitCode;
import aico.cli.Suite;
import aico.cli.Suite.KeyStorageState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aico keystore …}: where the installation key rests. */
final class KeystoreCommands {
  private KeystoreCommands() {}

  @Command(
      name = "keystore",
      header = "Shows and changes where the installation key is kept.",
      description = {
        "",
        "The installation key opens the services' own state: the trail's signing key, sessions. It"
            + " opens no vault; those your password guards.",
        ""
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Examples:", "  aico keystore list", "  aico keystore move tpm2"})
  static final class Keystore {}

  @Command(
      name = "list",
      header = "Lists every key storage: whether it works here, and what it is good for.",
      description = {
        "",
        "Four facts stand behind each name: whether the key survives a stolen disk, a stolen"
            + " machine that is off, whether other users of this machine are kept out, and whether"
            + " it can be had with nobody logged in.",
        ""
      },
      footer = {"", "Example:", "  aico keystore list"})
  static final class ListAll extends SuiteCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<KeyStorageState> storages = suite().keyStorages();
      output.result(Map.of("key_storages", storages), () -> words(storages));
      return ExitCode.DONE;
    }

    private void words(List<KeyStorageState> storages) {
      output.line(line("", "name", "stolen disk", "stolen machine", "other users", "logged out"));
      for (KeyStorageState store : storages) {
        output.line(
            line(
                store.in_use() ? "*" : "",
                store.name(),
                store.survives_stolen_disk() ? "safe" : "-",
                store.survives_stolen_machine_off() ? "safe" : "-",
                store.keeps_out_other_users() ? "safe" : "-",
                store.works_logged_out() ? "works" : "-"));
        if (!store.available()) {
          output.line("    not here: " + store.why_not());
        }
      }
      output.line("* in use");
    }

    private static String line(String... words) {
      return String.format(Locale.ROOT, "%-2s%-21s %-13s%-16s%-13s%s", (Object[]) words)
          .stripTrailing();
    }
  }

  @Command(
      name = "move",
      header = "Moves the installation key into another storage, and empties the old one.",
      description = {
        "",
        "The new storage has to give the key back unchanged before the old one is emptied; killed"
            + " at any moment, the next start goes on or takes it back. Works while the suite runs,"
            + " and when the old storage is dead: the key then comes out of its second copy, which"
            + " your password or your recovery kit opens.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico keystore move tpm2",
        "  aico keystore move mounted:/run/secrets/aico-installation-key",
        "  aico keystore move file --recovery-kit kit.txt"
      })
  static final class Move extends SuiteCommand {
    @Parameters(paramLabel = "NAME", description = "One of those that 'aico keystore list' names.")
    private String name = "";

    @Mixin private ProofOption proof = new ProofOption();

    Move(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Suite.KeyStorageMoved moved = suite().moveKeyStorage(name, proof.proof());
      output.result(
          moved,
          () -> {
            output.line(
                moved.from().equals(moved.to())
                    ? "the installation key is kept by " + moved.to() + " already"
                    : "the installation key is kept by %s, no longer by %s"
                        .formatted(moved.to(), moved.from()));
            if (moved.left() != null) {
              output.line("a copy is left in " + moved.from() + ": " + moved.left());
            }
          });
      return ExitCode.DONE;
    }
  }
}
