package aico.bridge.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bridge as it is shipped, in a process of its own. */
final class BridgeProcess implements AutoCloseable {
  private static final long LIMIT_S = 30;
  private final Process process;
  private final Path log;

  private BridgeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with further arguments of the JVM and of its own. */
  static BridgeProcess start(Path folder, int port, List<String> jvm, String... arguments)
      throws IOException {
    Path log = folder.resolve("log.txt");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "-Daico.config=" + folder.resolve("config"),
                "-Daico.state=" + folder.resolve("state"),
                "-Daico.port=" + port));
    line.addAll(jvm);
    line.add("-jar");
    line.add(jar().toAbsolutePath().toString());
    line.addAll(List.of(arguments));
    return new BridgeProcess(
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
        log);
  }

  private static Path jar() throws IOException {
    try (var jars = Files.newDirectoryStream(Path.of("target"), "bridge-*.jar")) {
      return jars.iterator().next();
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running");
    }
    return process.exitValue();
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Closes its standard input: an orderly end. */
  int stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return exitCode();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
