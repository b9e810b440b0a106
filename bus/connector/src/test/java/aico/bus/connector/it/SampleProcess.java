package aico.bus.connector.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A sample service as a real process, as the supervisor starts one. */
final class SampleProcess implements AutoCloseable {
  /** Writing an AOT cache takes seconds of both cores, and more when others want them. */
  private static final int EXIT_LIMIT_S = 180;

  /** What the suite gives its services. */
  static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms8m",
          "-Xmx40m",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20");

  private final Process process;
  private final Path log;
  private final int port;

  private SampleProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts one in a home, with further options of the JVM. */
  static SampleProcess start(String sample, TestHome home, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Daico.state=" + home.folder("vault-service"));
    all.add("-Daico.lifeline=stdin");
    return start(sample, home.folder("vault-service"), home.managementPort(), all);
  }

  static SampleProcess start(String sample, Path folder, int port, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(options);
    command.add("-Dquarkus.http.port=" + port);
    command.add("-jar");
    command.add(SampleApp.jar(sample).toString());
    Path log = folder.resolve("sample.log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("MALLOC_ARENA_MAX", "1");
      return new SampleProcess(builder.start(), log, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SampleProcess awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("the sample has ended: " + log());
          }
          return get("/q/health/ready", "127.0.0.1").startsWith("HTTP/1.1 200");
        });
    return this;
  }

  /** The whole answer to a GET, or an empty text when nobody answers. */
  String get(String path, String host) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String hostLine = host.isEmpty() ? "" : "Host: " + host + "\r\n";
      String request = "GET " + path + " HTTP/1.1\r\n" + hostLine + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Ends the lifeline, as the supervisor's death would. */
  void endLifeline() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  int exitCode() {
    try {
      if (!process.waitFor(EXIT_LIMIT_S, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the sample does not end: " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
  }
}
