package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.Proof;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code --password-file}, or {@code --recovery-kit} or twice {@code --recovery-share} in its
 * place.
 */
final class ProofOption {
  private static final String KIT = "--recovery-kit";
  private static final String SHARE = "--recovery-share";
  private static final String STANDARD_INPUT = "-";
  private static final String NO_FILE = "";

  /** No file; an option that can be given twice loses an empty value. */
  private static final String ASK = ":ask:";

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

  @Option(
      names = SHARE,
      arity = "0..1",
      fallbackValue = ASK,
      paramLabel = "FILE",
      description = {
        "Use two of the three recovery shares instead of the password: give this option twice,"
            + " or once without FILE to be asked for their words at the terminal."
      })
  private List<String> shares = List.of();

  /** What the person proves with: the password unless told otherwise. */
  Proof proof() {
    String named = kit;
    if (!shares.isEmpty()) {
      if (named != null || password.isGiven()) {
        throw CommandFailed.usage(SHARE, "not together with another proof: one is enough");
      }
      return shares();
    }
    if (named == null) {
      return password.passwords();
    }
    if (password.isGiven()) {
      throw CommandFailed.usage(KIT, "not together with --password-file: one of the two is enough");
    }
    return kits(named);
  }

  /** What the person proves with, or nothing when no option says so. */
  Optional<Proof> given() {
    return kit == null && shares.isEmpty() && !password.isGiven()
        ? Optional.empty()
        : Optional.of(proof());
  }

  private Kits shares() {
    if (shares.equals(List.of(ASK))) {
      return new Kits.AskForShares();
    }
    if (shares.size() != 2 || shares.contains(ASK) || shares.contains(STANDARD_INPUT)) {
      throw CommandFailed.usage(
          SHARE, "%d given (expected: two files, or once without a file)".formatted(shares.size()));
    }
    return new Kits.TwoShares(Path.of(shares.get(0)), Path.of(shares.get(1)));
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
