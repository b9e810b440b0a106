package aico.vault.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A user of this machine that exists for a test. */
record TestUser(String name, int uid, int gid) implements AutoCloseable {

  static TestUser add(String name) {
    run("useradd", "--system", "--user-group", "--no-create-home", name);
    return new TestUser(
        name,
        Integer.parseInt(run("id", "-u", name).output()),
        Integer.parseInt(run("id", "-g", name).output()));
  }

  record Ended(int exitCode, String output) {}

  /** Runs a command as this user. */
  Ended runs(String... command) {
    List<String> whole =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"));
    whole.addAll(Arrays.asList(command));
    return tries(whole);
  }

  /** Runs a command as the present user; it has to succeed. */
  static Ended run(String... command) {
    Ended ended = tries(List.of(command));
    if (ended.exitCode() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + ended.output());
    }
    return ended;
  }

  private static Ended tries(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    run("userdel", name);
  }
}
