package aico.cli.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code fake_audit.py}: a log in small over real CURVE sockets, honest or not. */
final class FakeAudit implements AutoCloseable {
  private static final Path PROGRAM = Path.of("src/test/resources/integrator/fake_audit.py");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path output;
  private final Process process;

  /** Writes the subscriber's files into the folder and serves. */
  FakeAudit(Path folder, String how) throws IOException {
    output = folder.resolve("server.out");
    process =
        new ProcessBuilder("/usr/bin/python3", PROGRAM.toString(), folder.toString(), how)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await().atMost(LIMIT).until(() -> Files.readString(output).startsWith("ready"));
  }

  void awaitSaid(String text) {
    await().atMost(LIMIT).until(() -> Files.readString(output).contains(text));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
