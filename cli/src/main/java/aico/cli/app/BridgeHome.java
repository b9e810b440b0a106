package aico.cli.app;

import aico.bus.crypto.CurveKeygen;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.os.AsUser;
import aico.cli.os.BridgeCommand;
import aico.cli.os.Jdk;
import aico.cli.os.Run;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import aico.cli.storage.BridgeFiles;
import aico.cli.storage.HomeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge has on this machine: its user, its folders, a key for each target. Whatever lies
 * in its own folder is made, read and removed as its user, so that nothing it may have put there
 * leads root astray.
 */
final class BridgeHome {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LOG_READERS = "adm";

  /** Files in such a folder belong to its group. */
  private static final int SETGID_0750 = 02750;

  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");

  private final HomeLayout home;
  private final @Nullable String user;
  private final Jdk jdk;

  BridgeHome(HomeLayout home, HomeConfig config, Jdk jdk) {
    this.home = home;
    this.jdk = jdk;
    user = config.hasServiceUsers() ? config.bridgeUser() : null;
  }

  /** Makes its user and its folders where they are missing. */
  BridgeFiles prepare() {
    BridgeFiles files = new BridgeFiles(home, owner());
    files.folders();
    return files;
  }

  private HomeTree.Owner owner() {
    if (user == null) {
      return HomeTree.Owner.CALLER;
    }
    SystemUsers.User own = SystemUsers.ensure(user);
    return new HomeTree.Owner(own.uid(), own.gid());
  }

  /**
   * Makes the folder of a file target, when there is none: what comes there belongs to the owner's
   * group, or where that is root's to {@value #LOG_READERS}, as logs do on Debian.
   *
   * @return who may read there, in words
   */
  String eventFolder(Path folder, HomeConfig config) {
    if (user == null) {
      HomeTree.folder(folder, "rwxr-x---", HomeTree.Owner.CALLER);
      return "your group";
    }
    Optional<Long> logReaders =
        config.owner_gid() == 0 ? SystemUsers.groupId(LOG_READERS) : Optional.empty();
    Long gid = logReaders.orElse(config.owner_gid());
    HomeTree.folder(folder, "rwxr-x---", new HomeTree.Owner(owner().uid(), gid));
    try {
      Files.setAttribute(folder, "unix:mode", SETGID_0750);
    } catch (IOException e) {
      throw CommandFailed.failed(folder + ": cannot be given to its group");
    }
    return logReaders.isPresent() ? "members of the group " + LOG_READERS : "your group";
  }

  /** Makes a target's folder and its key; the public one, 64 hex digits. */
  String makeKey(String target) {
    Path folder = targetFolder(target);
    asUser("mkdir", "-p", "-m", "0700", folder.toString());
    Run.Ended ended =
        asUser(
            jdk.java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            home.cliJar().toString(),
            CurveKeygen.class.getName(),
            folder.toString());
    String publicKey = ended.lastLine();
    if (!PUBLIC_KEY.matcher(publicKey).matches()) {
      throw CommandFailed.failed("target " + target + ": cannot make its key: " + publicKey);
    }
    return publicKey;
  }

  /** Removes all that a target had. */
  void forget(String target) {
    asUser("rm", "-rf", "--", targetFolder(target).toString());
  }

  /** What it says of its targets; empty when it never ran. */
  String status() {
    List<String> line = new ArrayList<>(AsUser.prefix(user, true));
    line.addAll(List.of("cat", "--", home.bridgeState().resolve("status.json").toString()));
    Run.Ended ended = Run.toEnd(LIMIT, line);
    return ended.ok() ? ended.output() : "";
  }

  /** Runs the bridge's own program to its end. */
  Run.Ended once(Path config, String... arguments) {
    return Run.toEnd(
        LIMIT,
        new BridgeCommand(jdk, home, user, ServiceProcess.canUseSetpriv()).once(config, arguments));
  }

  private Path targetFolder(String target) {
    return home.bridgeState().resolve("targets").resolve(target);
  }

  private Run.Ended asUser(String... command) {
    List<String> line = new ArrayList<>(AsUser.prefix(user, true));
    line.addAll(List.of(command));
    Run.Ended ended = Run.toEnd(LIMIT, line);
    if (!ended.ok()) {
      throw CommandFailed.failed("the bridge's folder: " + ended.lastLine());
    }
    return ended;
  }
}
