package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Progress;
import aico.cli.os.CallingUser;
import aico.cli.storage.InstalledLib;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where and for whom the command runs.
 *
 * @param checkout what the launcher stands in: a checkout with a build, or an installed copy
 * @param portBase the variable's value, or null
 * @param terminal whether standard input is a terminal: then questions may be asked
 * @param version of this program
 */
record Surroundings(
    HomeLayout home,
    @Nullable Path checkout,
    @Nullable String portBase,
    boolean terminal,
    String version,
    Map<String, String> variables,
    Progress progress) {

  private static final Path DEFAULT_HOME = Path.of("/var/lib/aico");

  /** From the environment and what the launcher says. */
  static Surroundings ofProcess(Progress progress) {
    Map<String, String> variables = System.getenv();
    String root = System.getProperty("aico.root");
    return new Surroundings(
        new HomeLayout(homeFolder(variables)),
        root == null ? null : Path.of(root),
        variables.get("AICO_PORT_BASE"),
        "yes".equals(System.getProperty("aico.terminal")),
        programVersion(),
        variables,
        progress);
  }

  private static Path homeFolder(Map<String, String> variables) {
    String home = System.getProperty("aico.home", variables.get("AICO_HOME"));
    if (home != null && !home.isEmpty()) {
      return Path.of(home).toAbsolutePath().normalize();
    }
    if (CallingUser.isRoot()) {
      return DEFAULT_HOME;
    }
    String user = variables.get("HOME");
    if (user == null || user.isEmpty()) {
      throw CommandFailed.usage("HOME", "not set: set it, or AICO_HOME");
    }
    return Path.of(user, ".local/share/aico");
  }

  private static String programVersion() {
    String version = Surroundings.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  boolean isDefaultHome() {
    return home.root().equals(DEFAULT_HOME);
  }

  /** The build beside the launcher, if that is a checkout. */
  InstalledLib.@Nullable Build build() {
    Path root = checkout;
    return root == null || InstalledLib.buildId(new InstalledLib.Build(root)).isEmpty()
        ? null
        : new InstalledLib.Build(root);
  }

  /** Who the vaults are for: with sudo the person who called it. */
  long ownerUid() {
    return sudo("SUDO_UID", CallingUser.uid());
  }

  long ownerGid() {
    return sudo("SUDO_GID", CallingUser.gid());
  }

  private long sudo(String variable, long otherwise) {
    String value = variables.get(variable);
    if (!CallingUser.isRoot() || value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException notSudo) {
      return otherwise;
    }
  }

  void say(String line) {
    progress.say(line);
  }
}
