package aico.bus.crypto;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program that takes a secret on its standard input or gives one on its standard output.
 * Both travel through kernel pipes from and into locked memory: no heap, file, argument or variable
 * has them. What it says on standard error must not be secret.
 *
 * <p>The program sees {@code PATH}, {@code LANG} and the variables it is given, and no descriptor
 * but the three.
 */
public final class SecretChild {
  /** Keys and what wraps them are small. */
  private static final int OUTPUT_MAX_BYTES = 16 * 1024;

  private static final int COMPLAINT_MAX_CHARS = 300;
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private SecretChild() {}

  /**
   * How a program ended.
   *
   * @param code its exit code; {@link #NOT_THERE} and {@link #TOO_SLOW} are no program's
   * @param output what it wrote to standard output, for the receiver to close
   * @param complaint what it wrote to standard error, in one line, without what could steer a
   *     terminal
   */
  public record Ended(int code, SecretBytes output, String complaint) implements AutoCloseable {
    public static final int NOT_THERE = -1;
    public static final int TOO_SLOW = -2;

    public boolean ok() {
      return code == 0;
    }

    @Override
    public void close() {
      output.close();
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param line goes to standard input as one line of lower-case hex; null for an empty input
   * @param limit after which it is killed
   * @throws SecretTooLongException when it writes more than 16 KiB
   */
  public static Ended run(
      Duration limit,
      Map<String, String> variables,
      @Nullable SecretBytes line,
      List<String> command) {
    FileDescriptor[] ends = Libc.pipe();
    try (FileDescriptor readEnd = ends[0];
        FileDescriptor writeEnd = ends[1]) {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().put("PATH", PATH);
      builder.environment().put("LANG", "C.UTF-8");
      builder.environment().putAll(variables);
      builder.redirectOutput(Path.of("/proc/self/fd/" + writeEnd.number()).toFile());
      Process process = start(builder, line);
      writeEnd.close();
      return toEnd(process, readEnd, limit, command.getFirst());
    } catch (IOException notThere) {
      return new Ended(
          Ended.NOT_THERE, SecretBytes.allocate(0), command.getFirst() + ": not installed");
    }
  }

  private static Process start(ProcessBuilder builder, @Nullable SecretBytes line)
      throws IOException {
    if (line == null) {
      return builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile())).start();
    }
    try (SecretPipe pipe = SecretPipe.holdingHexLines(line)) {
      return builder.redirectInput(pipe.redirect()).start();
    }
  }

  private static Ended toEnd(
      Process process, FileDescriptor readEnd, Duration limit, String program) {
    var late =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
    var kill = late.thenAccept(unused -> process.toHandle().destroyForcibly());
    SecretBytes output = null;
    try {
      output = SecretReader.readAll(readEnd.number(), program, OUTPUT_MAX_BYTES);
      String complaint = complaint(process.getErrorStream());
      int code = process.waitFor();
      boolean tooSlow = late.isDone();
      late.cancel(false);
      return new Ended(
          tooSlow ? Ended.TOO_SLOW : code,
          output,
          tooSlow ? "%s: no answer within %d s".formatted(program, limit.toSeconds()) : complaint);
    } catch (InterruptedException | IOException interrupted) {
      if (output != null) {
        output.close();
      }
      process.destroyForcibly();
      if (interrupted instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return new Ended(Ended.TOO_SLOW, SecretBytes.allocate(0), program + ": interrupted");
    } catch (RuntimeException failed) {
      process.destroyForcibly();
      throw failed;
    } finally {
      kill.cancel(false);
      late.cancel(false);
    }
  }

  private static String complaint(InputStream error) throws IOException {
    try (error) {
      String text = new String(error.readNBytes(OUTPUT_MAX_BYTES), StandardCharsets.UTF_8);
      String joined =
          text.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(joining("; "));
      String plain = joined.replaceAll("[^\\P{C}]", "?");
      return plain.substring(0, Math.min(plain.length(), COMPLAINT_MAX_CHARS));
    }
  }
}
