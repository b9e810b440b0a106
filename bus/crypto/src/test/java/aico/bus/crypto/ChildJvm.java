package aico.bus.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that run a main class of this module in a process of its own. */
final class ChildJvm {
  /** A system user that every Linux has and that owns nothing. */
  private static final String NOBODY = "65534";

  private ChildJvm() {}

  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xmx64m", "-cp", "target/classes:target/test-classes"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The same under a user with no rights: another one when we are root, else our own. */
  static List<String> unprivileged(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(
          List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"));
    }
    whole.addAll(command);
    return whole;
  }

  static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
