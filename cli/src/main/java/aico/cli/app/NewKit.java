package aico.cli.app;

import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.storage.RecoveryKitFile;
import aico.cli.storage.SecretText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a new kit goes: into a file that is not there yet, or to the terminal, once. */
final class NewKit {
  private static final int TEXT_MAX_BYTES = 8192;

  private NewKit() {}

  /** Says that it cannot be handed over before an old one is given up. */
  static void requirePlace(@Nullable Path file, String option, boolean terminal) {
    if (file != null) {
      RecoveryKitFile.requireAbsent(file);
    } else if (!terminal) {
      throw CommandFailed.usage(
          option, "not given, and there is no terminal to show the new kit at");
    }
  }

  static void handOver(SecretBytes kit, @Nullable Path file, String what) {
    if (file != null) {
      RecoveryKitFile.write(file, kit);
      return;
    }
    try (SecretText text = new SecretText(TEXT_MAX_BYTES)) {
      text.add("\n").add(kit);
      text.add("\nCopy this recovery " + what + " to a safe place: it is shown this once.\n\n");
      TerminalScreen.show(text);
    }
  }
}
