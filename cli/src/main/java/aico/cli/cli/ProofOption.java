package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.Proof;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --password-file}, or {@code --recovery-kit} in its place. */
final class ProofOption {
  private static final String KIT = "--recovery-kit";
  private static final String STANDARD_INPUT = "-";
  private static final String NO_FILE = "";

  @Mixin private PasswordOption password = new PasswordOption();

  @Option(
      names = KIT,
      arity = "0..1",
      fallbackValue = NO_FILE,
      paramLabel = "FILE",
      description = {
        "Use the recovery kit instead of the password: from a file (-: standard input) as the"
            + " first launch wrote it, or with its 24 words in it; without FILE you are asked"
            + " for the words at the terminal."
      })
  private @Nullable String kit;

  /** What the person proves with: the password unless told otherwise. */
  Proof proof() {
    String named = kit;
    if (named == null) {
      return password.passwords();
    }
    if (password.isGiven()) {
      throw CommandFailed.usage(KIT, "not together with --password-file: one of the two is enough");
    }
    return kits(named);
  }

  /** Where the value of the option says. */
  static Kits kits(String named) {
    return switch (named) {
      case NO_FILE -> new Kits.AskAtTerminal();
      case STANDARD_INPUT -> new Kits.FromStandardInput();
      default -> new Kits.FromFile(Path.of(named));
    };
  }
}
