package aico.cli.os;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end and keeps what it printed. */
public final class Run {
  /** What a tool has to say fits; what is beyond is read and dropped. */
  private static final int OUTPUT_MAX_BYTES = 256 * 1024;

  private Run() {}

  /** An empty standard input. */
  public static final Redirect NOTHING = Redirect.from(Path.of("/dev/null").toFile());

  /**
   * How a program ended.
   *
   * @param output standard output and error, together
   */
  public record Ended(int code, String output) {
    public boolean ok() {
      return code == 0;
    }

    /** The last line with something in it. */
    public String lastLine() {
      return output.lines().filter(l -> !l.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  /**
   * Runs with an empty standard input and a clean environment.
   *
   * @throws CommandFailed when the program is not there or does not end within the limit
   */
  public static Ended toEnd(Duration limit, List<String> command) {
    return toEnd(limit, Map.of(), command);
  }

  /** As {@link #toEnd(Duration, List)}, with further variables. */
  public static Ended toEnd(Duration limit, Map<String, String> variables, List<String> command) {
    return toEnd(limit, variables, Redirect.from(Path.of("/dev/null").toFile()), command);
  }

  /** As {@link #toEnd(Duration, List)}, with something to read on standard input. */
  public static Ended toEnd(Duration limit, Redirect input, List<String> command) {
    return toEnd(limit, Map.of(), input, command);
  }

  /** As {@link #toEnd(Duration, List)}, with both. */
  public static Ended toEnd(
      Duration limit, Map<String, String> variables, Redirect input, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    CleanEnvironment.apply(builder);
    builder.environment().putAll(variables);
    builder.redirectInput(input);
    try {
      Process process = builder.start();
      StringBuilder output = new StringBuilder();
      Thread reader = Thread.ofVirtual().start(() -> drain(process, output));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw CommandFailed.failed(
            command.getFirst() + ": did not end within " + limit.toSeconds() + " s");
      }
      // A grandchild may hold the pipe open: what it still prints is not waited for.
      reader.join(Duration.ofSeconds(2));
      synchronized (output) {
        return new Ended(process.exitValue(), output.toString());
      }
    } catch (IOException notThere) {
      throw CommandFailed.failed(command.getFirst() + ": cannot be run: not installed?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed(command.getFirst() + ": interrupted");
    }
  }

  private static void drain(Process process, StringBuilder output) {
    byte[] buffer = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (output) {
          if (output.length() < OUTPUT_MAX_BYTES) {
            output.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException closed) {
      // The program is gone; what was read stays.
    }
  }
}
