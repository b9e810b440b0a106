package aico.cli.cli;

import aico.cli.Passwords;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --password-file}. */
final class PasswordOption {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "Take the master password from a file (-: standard input) instead of the terminal.",
        "UTF-8, 1 to 1,024 bytes; one newline at its end is dropped."
      })
  private @Nullable String file;

  boolean isGiven() {
    return file != null;
  }

  Passwords passwords() {
    return passwords(file);
  }

  /** Where the value of such an option says; null when it is not given. */
  static Passwords passwords(@Nullable String named) {
    if (named == null) {
      return new Passwords.AskAtTerminal();
    }
    return named.equals(STANDARD_INPUT)
        ? new Passwords.FromStandardInput()
        : new Passwords.FromFile(Path.of(named));
  }
}
