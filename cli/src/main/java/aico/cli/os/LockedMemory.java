package aico.cli.os;

import aico.bus.crypto.SecretPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The limit of memory that a process may lock against being swapped. */
public final class LockedMemory {
  /** Each secret locks a page or two; a service with thousands at once does not exist. */
  public static final long WANTED_BYTES = 64L << 20;

  /** A few hundred secrets at once. Enough for one household. */
  public static final long SUFFICIENT_BYTES = 1L << 20;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String NAME = "Max locked memory";

  private LockedMemory() {}

  /** The hard limit of this process; Long.MAX_VALUE when there is none, -1 when not known. */
  public static long hardLimitBytes() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(NAME)) {
          String[] fields = line.substring(NAME.length()).strip().split(" +");
          return fields[1].equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(fields[1]);
        }
      }
    } catch (IOException | NumberFormatException notTold) {
      // Not on this system.
    }
    return -1;
  }

  /** What stands between secrets in memory and root, in a few words. */
  public static String whoReadsSecrets() {
    return switch (SecretPages.ofThisKernel()) {
      case HIDDEN -> "secrets lie in pages that not even root can read (memfd_secret)";
      case LOCKED -> "root can read secrets, for this kernel has no memfd_secret";
    };
  }

  /** Whether this process may raise the limit of what it starts. */
  public static boolean canRaise() {
    if (hardLimitBytes() >= WANTED_BYTES) {
      return true;
    }
    String limit = WANTED_BYTES + ":" + WANTED_BYTES;
    return CallingUser.isRoot()
        && Run.toEnd(Duration.ofSeconds(5), List.of("prlimit", "--memlock=" + limit, "true")).ok();
  }
}
