package aico.bus.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training for an AOT cache, and what a minimal service costs with it. */
class TrainingIT {
  @TempDir Path root;

  @Test
  void training_endsByItself_andItsCacheIsUsed() throws IOException {
    Path cache = root.resolve("minimal.aot");
    try (SampleProcess training =
        SampleProcess.start(
            "minimal", root, 0, List.of("-Daico.train=true", "-XX:AOTCacheOutput=" + cache))) {
      assertThat(training.exitCode()).as(training.log()).isZero();
      assertThat(training.log()).contains("training: ").doesNotContain("training failed");
    }
    assertThat(cache).exists();

    TestHome home = new TestHome(Files.createDirectory(root.resolve("home")));
    print("without", SampleProcess.start("minimal", home));
    print("with", SampleProcess.start("minimal", home, "-XX:AOTCache=" + cache));
  }

  /** Numbers for people; a machine under load says nothing worth asserting. */
  private static void print(String how, SampleProcess process) throws IOException {
    long begin = System.nanoTime();
    try (SampleProcess sample = process.awaitReady()) {
      long readyMs = (System.nanoTime() - begin) / 1_000_000;
      List<String> status = Files.readAllLines(Path.of("/proc/" + sample.pid() + "/status"));
      String rss =
          status.stream().filter(line -> line.startsWith("VmRSS")).findFirst().orElse("VmRSS: ?");
      String health = sample.get("/q/health/ready", "127.0.0.1");
      String pss =
          health.lines().filter(line -> line.contains("pss_bytes")).findFirst().orElse("?");
      System.out.println(
          "minimal service " + how + " AOT cache: ready " + readyMs + " ms, " + rss + ", " + pss);
    }
  }
}
