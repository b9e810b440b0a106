package aico.cli.os;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The system users that services run under. */
public final class SystemUsers {
  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final Path GROUP = Path.of("/etc/group");

  /** It waits for the lock of the user database. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private SystemUsers() {}

  /** A user of this machine. */
  public record User(String name, long uid, long gid) {}

  /** The user of that name; system users stand in the local file. */
  public static Optional<User> find(String name) {
    try {
      for (String line : Files.readAllLines(PASSWD)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && fields[0].equals(name)) {
          return Optional.of(new User(name, Long.parseLong(fields[2]), Long.parseLong(fields[3])));
        }
      }
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw CommandFailed.failed(PASSWD + ": cannot be read");
    }
  }

  /** The id of a group of this machine. */
  public static Optional<Long> groupId(String name) {
    try {
      for (String line : Files.readAllLines(GROUP)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 2 && fields[0].equals(name)) {
          return Optional.of(Long.parseLong(fields[2]));
        }
      }
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw CommandFailed.failed(GROUP + ": cannot be read");
    }
  }

  /** The name of a user id; the id itself when it has none. */
  public static String nameOf(long uid) {
    try {
      for (String line : Files.readAllLines(PASSWD)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && fields[2].equals(Long.toString(uid))) {
          return fields[0];
        }
      }
    } catch (IOException unreadable) {
      // The id serves as well.
    }
    return Long.toString(uid);
  }

  /** The user of that name, made now if there is none: no home, no shell, no password. */
  public static User ensure(String name) {
    Optional<User> present = find(name);
    if (present.isPresent()) {
      return present.get();
    }
    Run.Ended ended =
        Run.toEnd(
            LIMIT,
            List.of(
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                "--comment",
                "AICO Security",
                name));
    if (!ended.ok()) {
      throw CommandFailed.failed("useradd " + name + ": " + ended.lastLine());
    }
    return find(name)
        .orElseThrow(() -> CommandFailed.failed("useradd " + name + ": the user is not there"));
  }
}
