package aico.cli.app;

import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import aico.cli.os.AsUser;
import aico.cli.os.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line that runs a program of key-service's own, out of the home's copy. */
final class KeyProgram {
  private KeyProgram() {}

  /**
   * The line up to the program's name.
   *
   * @param user key-service's; null to stay who one is
   */
  static List<String> line(HomeLayout home, Jdk jdk, @Nullable String user, String program) {
    Path application = home.application(SuiteService.KEY);
    List<String> line = new ArrayList<>();
    if (user != null) {
      line.addAll(AsUser.prefixForKeys(user));
    }
    line.addAll(
        List.of(
            jdk.java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-Xmx48m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            application.resolve("app") + "/*:" + application.resolve("lib/main") + "/*",
            program));
    return line;
  }
}
