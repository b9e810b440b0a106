package aico.cli.os;

import aico.cli.Hook;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one hook with an environment of its own, and ends it at its limit with what it started. */
public final class HookProcess {
  private HookProcess() {}

  /**
   * Returns when it has ended, however it did.
   *
   * @param log what it prints is appended there: a pipe would hold up whoever reads it
   */
  public static Hook.Ended run(Hook hook, Map<String, String> variables, long limitMs, Path log)
      throws InterruptedException {
    long startNs = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(hook.file().toString())
            .directory(new File("/"))
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    CleanEnvironment.apply(builder);
    builder.environment().putAll(variables);
    int code;
    try {
      Process process = builder.start();
      if (process.waitFor(limitMs, TimeUnit.MILLISECONDS)) {
        code = process.exitValue();
      } else {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        code = Hook.Ended.AT_LIMIT;
      }
    } catch (IOException notStarted) {
      code = Hook.Ended.NOT_STARTED;
    }
    return new Hook.Ended(
        hook.name(), code, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
  }
}
