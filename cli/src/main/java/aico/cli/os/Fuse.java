package aico.cli.os;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** FUSE as users other than root may use it. */
public final class Fuse {
  public static final Path CONF = Path.of("/etc/fuse.conf");
  public static final Path DEVICE = Path.of("/dev/fuse");

  private static final String OPTION = "user_allow_other";

  private Fuse() {}

  /** Whether a user may let others see what they mount. */
  public static boolean allowsOther() {
    try {
      return Files.exists(CONF)
          && Files.readAllLines(CONF).stream().anyMatch(line -> line.strip().equals(OPTION));
    } catch (IOException unreadable) {
      return false;
    }
  }

  public static void allowOther() {
    try {
      Files.write(
          CONF,
          List.of(
              "",
              "# Set by aico: vaults are mounted by a service and used by their owner.",
              OPTION),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw CommandFailed.failed(
          CONF + ": cannot be written; add a line with " + OPTION + " yourself");
    }
  }

  public static boolean deviceExists() {
    return Files.exists(DEVICE);
  }

  /** Whether every user may open the device. */
  public static boolean deviceIsOpen() {
    try {
      return Files.getPosixFilePermissions(DEVICE)
          .containsAll(Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE));
    } catch (IOException absent) {
      return false;
    }
  }

  public static void openDevice() {
    try {
      Files.setPosixFilePermissions(DEVICE, PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      throw CommandFailed.failed(DEVICE + ": mode cannot be changed; do: chmod 0666 " + DEVICE);
    }
  }
}
