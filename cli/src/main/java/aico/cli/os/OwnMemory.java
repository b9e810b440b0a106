package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's proportional share of memory. */
public final class OwnMemory {
  private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");

  private OwnMemory() {}

  /** PSS, or 0 where the system does not tell. */
  public static long pssBytes() {
    try {
      for (String line : Files.readAllLines(ROLLUP)) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.substring("Pss:".length()).replace("kB", "").strip()) * 1024;
        }
      }
    } catch (IOException | NumberFormatException notTold) {
      // Not on this system.
    }
    return 0;
  }
}
