package aico.vault.os;

import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPipe;
import aico.vault.Processes;
import aico.vault.VaultException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Programs of this machine, with an environment that holds nothing but where to find them. A
 * program that goes on is started through {@code setpriv --pdeathsig TERM}, so that the kernel ends
 * it when this process dies, however it dies.
 */
public final class LinuxProcesses implements Processes {
  private static final List<Path> PROGRAM_FOLDERS =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C");

  /** What is kept of a short program's output: enough for its sentence. */
  private static final int MAX_OUTPUT_BYTES = 4096;

  /** After SIGKILL only the kernel is left to wait for. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(2);

  private final Spawner spawner;

  public LinuxProcesses() {
    spawner = Spawner.start();
  }

  @Override
  public Running start(List<String> command, SecretBytes secret, Path output) {
    requireInstalled("setpriv");
    requireInstalled(command.getFirst());
    List<String> whole = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM"));
    whole.addAll(command);
    ProcessBuilder builder = builder(whole).redirectOutput(Redirect.appendTo(output.toFile()));
    return new Child(spawner.spawn(() -> startWith(builder, secret)));
  }

  @Override
  public Ended run(List<String> command, @Nullable SecretBytes secret, Duration limit) {
    requireInstalled(command.getFirst());
    // A pipe, not a file: a lock has to work on a full disk.
    return waitFor(startWith(builder(command), secret), limit);
  }

  @Override
  public Ended run(List<String> command, SecretBytes text, SecretBytes secret, Duration limit) {
    requireInstalled(command.getFirst());
    try (SecretPipe pipe = SecretPipe.holdingTextAndHexLine(text, secret)) {
      return waitFor(builder(command).redirectInput(pipe.redirect()).start(), limit);
    } catch (IOException failed) {
      throw new VaultException("cannot start " + command.getFirst(), failed);
    }
  }

  private static Ended waitFor(Process process, Duration limit) {
    try (InputStream text = process.getInputStream()) {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        return new Ended(TIMED_OUT, "did not end within " + limit.toMillis() + " ms");
      }
      byte[] head = text.readNBytes(MAX_OUTPUT_BYTES);
      return new Ended(process.exitValue(), new String(head, StandardCharsets.UTF_8).strip());
    } catch (IOException unreadable) {
      return new Ended(process.exitValue(), "");
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new VaultException("interrupted", interrupted);
    }
  }

  @Override
  public List<Running> find(String program, List<String> arguments) {
    return ProcessHandle.allProcesses()
        .filter(handle ->
            CommandLine.of(handle.pid()).map(line -> line.runs(program, arguments)).orElse(false))
        .<Running>map(Stranger::new)
        .toList();
  }

  @Override
  public Optional<Activity> activity(long pid, Path below) {
    return ProcessActivity.of(pid, below);
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    builder.directory(new File("/"));
    return builder;
  }

  private static Process startWith(ProcessBuilder builder, @Nullable SecretBytes secret) {
    try {
      if (secret == null) {
        return builder.redirectInput(Redirect.from(new File("/dev/null"))).start();
      }
      try (SecretPipe pipe = SecretPipe.holdingHexLines(secret)) {
        return builder.redirectInput(pipe.redirect()).start();
      }
    } catch (IOException failed) {
      throw new VaultException("cannot start " + builder.command().getFirst(), failed);
    }
  }

  private void requireInstalled(String program) {
    if (!isInstalled(program)) {
      throw new MissingProgramException(program);
    }
  }

  @Override
  public boolean isInstalled(String program) {
    return PROGRAM_FOLDERS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
  }
}
