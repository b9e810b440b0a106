package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.audit.crypto.SigningKey;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.Next;
import aico.audit.log.LogVerifier;
import aico.audit.log.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of appends, checkpoints and tiles, several times on one log. */
class KillIT {
  private static final int LIVES = 4;
  private static final int BYTES_PER_LINE = 15;
  private static final long SEED = 20261123;

  @TempDir private Path folder;

  @Test
  void kill_inTheMiddleOfAppends_losesNothingAcknowledged() throws Exception {
    Random random = new Random(SEED);
    Set<String> acknowledged = new HashSet<>();
    AppendingMain.key(folder).close();
    for (int life = 0; life < LIVES; life++) {
      acknowledged.addAll(live(life * 1_000_000L + 1, 200 + random.nextInt(3_000)));
      verifyAsItStands();
      assertThat(stored()).as("seed %s, life %s", SEED, life).containsAll(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(LIVES * 200);
    try (SigningKey key = AppendingMain.key(folder);
        TestLogFiles log = new TestLogFiles(folder.resolve("log"), key)) {
      assertThat(log.found.stopped()).isNull();
      log.publish();
      Verification last = log.verify();
      assertThat(last.problems()).isEmpty();
      assertThat(last.size()).isEqualTo(log.store.size());
    }
  }

  /** One life of the process, ended after so many acknowledgements. */
  private Set<String> live(long first, int acknowledgements) throws Exception {
    Path out = folder.resolve("acknowledged-" + first);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingMain.class.getName(),
                folder.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> Files.size(out) > (long) acknowledgements * BYTES_PER_LINE);
    } finally {
      process.destroyForcibly().waitFor();
    }
    Set<String> acknowledged = new HashSet<>(Files.readAllLines(out));
    // The last line may be cut off.
    acknowledged.removeIf(line -> !line.matches("producer-[0-9] [0-9]{1,12}"));
    return acknowledged;
  }

  /** Without the service having started again, as the command would. */
  private void verifyAsItStands() throws IOException {
    try (SigningKey key = AppendingMain.key(folder)) {
      assertThat(LogVerifier.verify(folder.resolve("log"), key.vkey(), null).problems()).isEmpty();
    }
  }

  private Set<String> stored() {
    Set<String> stored = new HashSet<>();
    try (LogReader reader = LogReader.open(new LogFolder(folder.resolve("log")), 0)) {
      while (reader.next() instanceof Next next) {
        Leaf leaf = Leaf.decode(next.leaf());
        String record = new String(leaf.record(), StandardCharsets.UTF_8);
        String id = record.replaceAll(".*\"id\":\"id-([0-9]+)\".*", "$1");
        stored.add(List.of(leaf.producer(), id).toString().replaceAll("[\\[\\],]", ""));
      }
    }
    return stored;
  }
}
