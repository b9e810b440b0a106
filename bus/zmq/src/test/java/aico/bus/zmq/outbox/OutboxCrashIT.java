package aico.bus.zmq.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.zmq.Limits;
import aico.bus.zmq.Reserve;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed in the middle, again and again. */
class OutboxCrashIT {

  @Test
  void kill_whileAppending_losesNothingThatWasSaidToBeDurable(@TempDir Path folder)
      throws Exception {
    String incarnation = null;
    for (int round = 1; round <= 3; round++) {
      long said = appendUntilKilled(folder, 300 * round);
      try (Outbox outbox = new Outbox(folder, () -> {})) {
        assertThat(outbox.head().sequence()).isGreaterThanOrEqualTo(said);
        assertThat(incarnation == null || incarnation.equals(outbox.incarnation())).isTrue();
        incarnation = outbox.incarnation();
        long next = 1;
        Chunk chunk;
        while ((chunk = outbox.read(next, Limits.BATCH_BYTES, Long.MAX_VALUE)) != null) {
          next = chunk.lastSequence() + 1;
        }
        assertThat(next).isEqualTo(outbox.head().sequence() + 1);
      }
    }
  }

  private static long appendUntilKilled(Path folder, int lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long said = 0;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (int i = 0; i < lines; i++) {
        said = Long.parseLong(output.readLine());
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return said;
  }

  /** Says each sequence when it is durable. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) {
      Outbox outbox = new Outbox(Path.of(args[0]), () -> {});
      for (int i = 0; i < 1_000_000; i++) {
        byte[] record = ("record " + i + " ").repeat(1 + i % 40).getBytes(UTF_8);
        outbox
            .append(List.of(record, record), Reserve.NONE)
            .thenAccept(position -> System.out.println(position.sequence()))
            .join();
      }
    }
  }
}
