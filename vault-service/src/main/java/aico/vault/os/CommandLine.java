package aico.vault.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process's program and arguments, {@code /proc/PID/cmdline}. */
record CommandLine(List<String> words) {

  /** Empty when the process is gone or shows none. */
  static Optional<CommandLine> of(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(new CommandLine(List.of(text.split("\0", -1))));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Whether it runs that program with all of these among its arguments. */
  boolean runs(String program, List<String> arguments) {
    return words.contains(program) && words.containsAll(arguments);
  }
}
