package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessHardeningIT {
  @Test
  void apply_keepsMemoryFromOthersAndStillHandsSecretsToChildren() throws Exception {
    Process probe =
        new ProcessBuilder(ChildJvm.unprivileged(ChildJvm.command(HardeningProbe.class)))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = probe.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("before: false");
      assertThat(readable(probe, "maps")).isTrue();

      probe.outputWriter().append("harden\n").flush();
      assertThat(lines.readLine()).isEqualTo("after: true");
      assertThat(lines.readLine()).isEqualTo("child read: 0102ff");
      assertThat(lines.readLine()).isEqualTo("child's core limit: 0");
      assertThat(lines.readLine()).isEqualTo("own pss: true");
      for (String file : List.of("maps", "mem", "environ", "smaps_rollup", "fd/0")) {
        assertThat(readable(probe, file)).as(file).isFalse();
      }
      probe.outputWriter().close();
      assertThat(probe.waitFor()).isZero();
    } finally {
      probe.destroyForcibly();
    }
  }

  /** Whether another process of the same unprivileged user may open the file. */
  private static boolean readable(Process probe, String file) throws Exception {
    String path = "/proc/" + probe.pid() + "/" + file;
    return Finished.run(ChildJvm.unprivileged(List.of("sh", "-c", "exec < " + path))).exitCode()
        == 0;
  }
}
