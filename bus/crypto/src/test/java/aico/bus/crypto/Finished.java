package aico.bus.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that has ended, with what it printed on both streams together. */
record Finished(int exitCode, String output) {
  private static final int LIMIT_S = 60;

  static Finished run(List<String> command) throws IOException, InterruptedException {
    return of(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  static Finished of(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + output);
    }
    return new Finished(process.exitValue(), output);
  }
}
