package aico.key.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** key-service as it is shipped, in a process of its own. */
final class ServiceProcess implements AutoCloseable {
  private static final Path APPLICATION =
      Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private final Process process;
  private final Path log;

  ServiceProcess(Path stateFolder) throws IOException {
    this(stateFolder, Map.of());
  }

  /** With variables of the environment more. */
  ServiceProcess(Path stateFolder, Map<String, String> environment) throws IOException {
    log = stateFolder.resolveSibling("key-service.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                JAVA_HOME.resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daico.state=" + stateFolder,
                "-Daico.lifeline=stdin",
                "-Dquarkus.http.port=0",
                "-jar",
                APPLICATION.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Everything on the heap, reachable or not. */
  void dumpHeap(Path file) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                List.of(
                    JAVA_HOME.resolve("bin/jcmd").toString(),
                    Long.toString(process.pid()),
                    "GC.heap_dump",
                    "-all",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes());
    if (jcmd.waitFor() != 0 || !Files.exists(file)) {
      throw new IOException("jcmd: " + output);
    }
  }

  /** The most memory it ever had. */
  long peakMemoryKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Through its lifeline. */
  int stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("key-service did not stop: " + log());
    }
    return process.exitValue();
  }

  int awaitExit() throws InterruptedException, IOException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("key-service goes on: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
