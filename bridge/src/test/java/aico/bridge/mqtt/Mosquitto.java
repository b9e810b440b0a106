package aico.bridge.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real broker on loopback (Debian: mosquitto), and what it holds, read by mosquitto_sub. */
public final class Mosquitto implements AutoCloseable {
  private static final String BROKER = "/usr/sbin/mosquitto";
  private final Path folder;
  private final int port;
  private final List<String> settings;
  private Process process;

  /** Starts it with further lines of its configuration. */
  public Mosquitto(Path folder, String... more) throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    settings = new ArrayList<>(List.of("listener " + port + " 127.0.0.1", "persistence false"));
    settings.addAll(List.of(more));
    process = start();
  }

  private Process start() throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("mosquitto.conf"), settings);
    Process started =
        new ProcessBuilder(BROKER, "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    for (int i = 0; i < 200; i++) {
      try (Socket there = new Socket("127.0.0.1", port)) {
        return started;
      } catch (IOException notYet) {
        if (started.waitFor(50, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    }
    throw new IllegalStateException(Files.readString(folder.resolve("mosquitto.log")));
  }

  public int port() {
    return port;
  }

  /** kill -9, and all it knew is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void restart() throws IOException, InterruptedException {
    process = start();
  }

  /** Messages, as "topic payload", until so many came or the time is over. */
  public List<String> read(int count, int seconds, String... more)
      throws IOException, InterruptedException {
    return listen(count, seconds, more).messages();
  }

  /** As {@link #read}, while something else happens. */
  public Listening listen(int count, int seconds, String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "mosquitto_sub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-t",
                "#",
                "-v",
                "-q",
                "1",
                "-C",
                Integer.toString(count),
                "-W",
                Integer.toString(seconds)));
    line.addAll(List.of(more));
    return new Listening(
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** A subscriber at work. */
  public record Listening(Process process) {
    public List<String> messages() throws IOException, InterruptedException {
      List<String> lines = process.inputReader().lines().toList();
      process.waitFor();
      return lines;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
