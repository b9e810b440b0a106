package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** What the kernel is set to. */
public final class Kernel {
  private static final Path ASLR = Path.of("/proc/sys/kernel/randomize_va_space");
  private static final Path SWAPS = Path.of("/proc/swaps");

  private Kernel() {}

  /** Address space randomisation: 0 off, 1 partly, 2 full; nothing where it is not told. */
  public static OptionalInt aslr() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(ASLR).strip()));
    } catch (IOException | NumberFormatException notTold) {
      return OptionalInt.empty();
    }
  }

  /** Whether memory may be swapped out to a disk. */
  public static boolean swaps() {
    try {
      return Files.readAllLines(SWAPS).stream().skip(1).anyMatch(l -> !l.startsWith("/dev/zram"));
    } catch (IOException notTold) {
      return false;
    }
  }
}
