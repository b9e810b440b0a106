package aico.bridge.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process and its machine. */
public final class OwnProcess {
  private OwnProcess() {}

  /** Runs once when standard input ends: the supervisor holds the other end. */
  public static void onEndOfInput(InputStream input, Runnable end) {
    Thread.ofPlatform()
        .daemon()
        .name("lifeline")
        .start(() -> {
          byte[] dropped = new byte[256];
          try {
            while (input.read(dropped) >= 0) {
              // nothing is said on it
            }
          } catch (IOException broken) {
            // An end, too.
          }
          end.run();
        });
  }

  /** Its proportional set size by proc(5), 0 when the system does not tell. */
  public static long pssBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          String kib = line.substring("Pss:".length()).replace("kB", "").strip();
          return kib.matches("[0-9]{1,15}") ? Long.parseLong(kib) * 1024 : 0;
        }
      }
    } catch (IOException notTold) {
      // A figure is missing, no more.
    }
    return 0;
  }

  /** The name of this machine, without asking a resolver. */
  public static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException notTold) {
      return "localhost";
    }
  }
}
