package aico.bus.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service of the module under test as it is shipped, in a process of its own. */
public final class ServiceProcess implements AutoCloseable {
  private static final long STOP_LIMIT_S = 30;

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it on a state folder; what it says goes to {@code log.txt} there. */
  public static ServiceProcess start(Path stateFolder, int managementPort) throws IOException {
    return start(stateFolder, managementPort, Map.of());
  }

  /** The same with variables of the environment more. */
  public static ServiceProcess start(
      Path stateFolder, int managementPort, Map<String, String> environment) throws IOException {
    return start(stateFolder, managementPort, List.of("-Xmx48m"), environment);
  }

  /** The same with a heap of this size, as the JVM's options give it. */
  public static ServiceProcess start(Path stateFolder, int managementPort, List<String> heap)
      throws IOException {
    return start(stateFolder, managementPort, heap, Map.of());
  }

  private static ServiceProcess start(
      Path stateFolder, int managementPort, List<String> heap, Map<String, String> environment)
      throws IOException {
    Path log = stateFolder.resolve("log.txt");
    List<String> line = new ArrayList<>();
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    line.addAll(heap);
    line.addAll(
        List.of(
            "-Daico.state=" + stateFolder,
            "-Daico.lifeline=stdin",
            "-Dquarkus.http.port=" + managementPort,
            "-jar",
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath().toString()));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServiceProcess(builder.start(), log);
  }

  /** All it has said. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** The exit code of a process that ends by itself. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + STOP_LIMIT_S + " s");
    }
    return process.exitValue();
  }

  /** kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Closes the lifeline: an orderly end. */
  public int stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return exitCode();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
