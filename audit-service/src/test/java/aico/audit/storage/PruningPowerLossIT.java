package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.Records;
import aico.audit.crypto.SigningKey;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while old events are dropped, at every point where something is about to be
 * synced. What was signed is still provable, and what is kept is one piece.
 */
class PruningPowerLossIT {
  @TempDir private Path folder;
  @TempDir private Path aside;

  @Test
  void afterAPowerCut_theLogOpens_andEveryHashIsThere() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AppendingMain.key(folder).close();
    Files.createDirectories(folder.resolve("log/segments"));
    RecordedDisk disk = RecordedDisk.of(folder, aside);
    long full = prune(disk);
    disk.requireComplete();

    List<Long> points = disk.beforeSyncs().stream().filter(at -> at >= full).toList();
    assertThat(points).hasSizeGreaterThan(10);
    int dropped = 0;
    for (long position : points) {
      PowerCut cut = random.nextBoolean() ? PowerCut.losingAll() : PowerCut.losingSome(random);
      disk.after(position, cut).restoreTo(folder);
      dropped += opensWhole("seed %d, cut at %d %s".formatted(seed, position, cut)) ? 1 : 0;
    }
    disk.after(disk.position(), PowerCut.losingAll()).restoreTo(folder);
    assertThat(opensWhole("after all of it")).isTrue();
    assertThat(dropped).isBetween(1, points.size() - 1);
  }

  /** Whether the oldest were dropped. */
  private boolean opensWhole(String when) throws Exception {
    try (SigningKey key = AppendingMain.key(folder);
        TestLogFiles log = new TestLogFiles(folder.resolve("log"), key)) {
      assertThat(log.found.stopped()).as(when).isNull();
      assertThat(log.found.size()).as(when).isGreaterThanOrEqualTo(PruningMain.RECORDS);
      assertThat(log.journal.head("vault-service", Records.INCARNATION))
          .as(when)
          .isEqualTo(PruningMain.RECORDS);
      log.publish();
      assertThat(log.verify().problems()).as(when).isEmpty();
      return log.store.first() > 0;
    }
  }

  /** Where the record stood before anything was dropped. */
  private long prune(RecordedDisk disk) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                PruningMain.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(disk.environment());
    Process process = builder.start();
    try (var said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("full");
      long full = disk.position();
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      assertThat(said.readLine()).startsWith("dropped before ").isNotEqualTo("dropped before 0");
      assertThat(process.waitFor()).isZero();
      return full;
    } finally {
      process.destroyForcibly();
    }
  }
}
