package aico.bus.connector.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * This process's proportional set size. It reports its own, because once it is hardened no other
 * process of the same user may read its {@code smaps_rollup}.
 */
public final class ProcessMemory {
  private static final String PSS = "Pss:";
  private final Path smapsRollup;

  public ProcessMemory(Path smapsRollup) {
    this.smapsRollup = smapsRollup;
  }

  /** Of this process, by proc(5), {@code /proc/self/smaps_rollup}. */
  public static ProcessMemory ofThisProcess() {
    return new ProcessMemory(Path.of("/proc/self/smaps_rollup"));
  }

  /** The proportional set size, or empty where the system does not tell. */
  public OptionalLong pssBytes() {
    try {
      return parse(Files.readAllLines(smapsRollup));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** The line reads {@code Pss: 103424 kB}. */
  private static OptionalLong parse(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(PSS)) {
        String kib = line.substring(PSS.length()).replace("kB", "").strip();
        return kib.matches("[0-9]{1,15}")
            ? OptionalLong.of(Long.parseLong(kib) * 1024)
            : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }
}
