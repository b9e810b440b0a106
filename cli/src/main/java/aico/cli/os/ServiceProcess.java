package aico.cli.os;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts processes that outlive the call. */
public final class ServiceProcess {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

  private ServiceProcess() {}

  /** A service: its standard input is a pipe from this process, what it prints goes to its log. */
  public static Process start(List<String> command, ServiceLog log) throws IOException {
    return start(command, log, Map.of());
  }

  /** As {@link #start(List, ServiceLog)}, with further variables. */
  public static Process start(List<String> command, ServiceLog log, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder = builder(command, log);
    builder.environment().putAll(variables);
    return builder.start();
  }

  /**
   * A process with nothing of this one's: a session of its own, so that the end of a terminal does
   * not reach it, and no open files.
   */
  public static Process startDetached(
      List<String> command, ServiceLog log, Map<String, String> variables) throws IOException {
    List<String> line = new ArrayList<>(command);
    if (isInstalled("setsid")) {
      line.addFirst("setsid");
    }
    ProcessBuilder builder = builder(line, log);
    builder.environment().putAll(variables);
    return builder.redirectInput(Path.of("/dev/null").toFile()).start();
  }

  /** A process of this one's whose every word is read by it. */
  public static Process startListened(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true);
    CleanEnvironment.apply(builder);
    return builder.start();
  }

  private static ProcessBuilder builder(List<String> command, ServiceLog log) throws IOException {
    log.create();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.file().toFile()));
    CleanEnvironment.apply(builder);
    return builder;
  }

  /** Whether this machine has the tools of util-linux that take power away from a process. */
  public static boolean canUseSetpriv() {
    return isInstalled("setpriv")
        && isInstalled("prlimit")
        && Run.toEnd(
                PROBE_LIMIT, List.of("prlimit", "--core=0:0", "setpriv", "--no-new-privs", "true"))
            .ok();
  }

  /** Whether a program stands in one of the system's folders. */
  public static boolean isInstalled(String program) {
    for (String folder : CleanEnvironment.PATH.split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
