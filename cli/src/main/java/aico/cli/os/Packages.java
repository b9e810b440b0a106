package aico.cli.os;

import aico.cli.CommandFailed;
import aico.cli.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's package manager. */
public final class Packages {
  /** A slow mirror and a slow disk. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final Path OS_RELEASE = Path.of("/etc/os-release");

  private Packages() {}

  /**
   * Installs packages as root on Debian or Ubuntu.
   *
   * @throws CommandFailed with the command to run, where that cannot be done here
   */
  public static void install(List<String> packages, Progress progress) {
    String names = String.join(" ", packages);
    if (!isDebian()) {
      throw CommandFailed.failed(
          "missing: what Debian calls "
              + names
              + ". Install your system's packages of the same kind, then run this again.");
    }
    if (!CallingUser.isRoot()) {
      throw CommandFailed.failed(
          "missing: " + names + ". Install with: sudo apt-get install " + names);
    }
    progress.say("installing " + names + " (apt-get install " + names + ")");
    Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
    if (!Run.toEnd(LIMIT, quiet, List.of("apt-get", "update", "-qq")).ok()) {
      progress.say("apt-get update failed: trying with the package lists at hand");
    }
    List<String> line =
        new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
    line.addAll(packages);
    Run.Ended ended = Run.toEnd(LIMIT, quiet, line);
    if (!ended.ok()) {
      throw CommandFailed.failed(
          "apt-get install " + names + " failed: " + ended.lastLine() + ". Run it yourself.");
    }
  }

  static boolean isDebian() {
    try {
      return ServiceProcess.isInstalled("apt-get")
          && Files.readAllLines(OS_RELEASE).stream()
              .anyMatch(line -> line.matches("ID(_LIKE)?=.*\\b(debian|ubuntu)\\b.*"));
    } catch (IOException unknown) {
      return false;
    }
  }
}
