package aico.cli.os;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs beside this one, in a folder of its own, until it is ended. */
public final class ClientProcess implements AutoCloseable {
  private static final long END_MS = 2_000;

  private final Process process;

  /**
   * Starts it.
   *
   * @param output gets its standard output and error
   */
  public ClientProcess(Path folder, Path output, List<String> command) {
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw CommandFailed.usage("COMMAND", command.getFirst() + ": cannot be run");
    }
  }

  /** The command with each part that names a file here made whole, for it runs elsewhere. */
  public static List<String> elsewhere(List<String> command, Path folder) {
    return command.stream()
        .map(part -> part.replace("{}", folder.toString()))
        .map(part -> {
          Path file = Path.of(part);
          return !file.isAbsolute()
                  && part.indexOf('/') >= 0 | part.indexOf('.') > 0
                  && Files.exists(file)
              ? file.toAbsolutePath().normalize().toString()
              : part;
        })
        .toList();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(END_MS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
