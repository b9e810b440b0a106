package aico.key.tpm2;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretChild;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A TPM 2.0 of software, swtpm(8), whose state survives its restarts as a real one's does. */
public final class SoftwareTpm implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private Process process;

  /** Switched on, with everything in {@code folder}. */
  public SoftwareTpm(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder.resolve("state"));
    process = start();
  }

  private Process start() throws Exception {
    Files.deleteIfExists(socket());
    Process swtpm =
        new ProcessBuilder(
                "swtpm",
                "socket",
                "--tpm2",
                "--tpmstate",
                "dir=" + folder.resolve("state"),
                "--server",
                "type=unixio,path=" + socket(),
                "--ctrl",
                "type=unixio,path=" + socket() + ".ctrl",
                "--flags",
                "not-need-init,startup-clear")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(folder.resolve("log").toFile()))
            .start();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!answers()) {
      assertThat(swtpm.isAlive() && System.nanoTime() < end)
          .as(Files.readString(folder.resolve("log")))
          .isTrue();
      Thread.onSpinWait();
    }
    return swtpm;
  }

  private boolean answers() {
    return Files.exists(socket()) && tool("tpm2_getcap", "properties-fixed");
  }

  private Path socket() {
    return folder.resolve("tpm");
  }

  public String tcti() {
    return "swtpm:path=" + socket();
  }

  /** As a boot with Secure Boot switched off, or with another certificate, would measure it. */
  public void measureSomethingElse() {
    assertThat(tool("tpm2_pcrextend", "7:sha256=" + "5e".repeat(32))).isTrue();
  }

  /** The owner seed goes, and everything sealed under it, as the firmware's "clear" does it. */
  public void clear() {
    assertThat(tool("tpm2_clear", "-c", "p")).isTrue();
  }

  public void reboot() throws Exception {
    stop();
    process = start();
  }

  private boolean tool(String... command) {
    Map<String, String> variables = Map.of("TPM2TOOLS_TCTI", tcti(), "TSS2_LOG", "all+none");
    try (SecretChild.Ended ended = SecretChild.run(LIMIT, variables, null, List.of(command))) {
      return ended.ok();
    }
  }

  public void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
