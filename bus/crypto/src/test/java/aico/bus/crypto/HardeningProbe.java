package aico.bus.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hardens itself when told to and shows what still works. */
final class HardeningProbe {
  private HardeningProbe() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("before: " + ProcessHardening.isApplied());
    input.readLine();
    ProcessHardening.apply();
    ProcessHardening.apply();
    System.out.println("after: " + ProcessHardening.isApplied());
    try (SecretBytes key = SecretBytes.copyOfAndWipe(new byte[] {1, 2, (byte) 0xff});
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      Process child =
          new ProcessBuilder("sh", "-c", "cat; ulimit -c").redirectInput(pipe.redirect()).start();
      try (BufferedReader output = child.inputReader()) {
        System.out.println("child read: " + output.readLine());
        System.out.println("child's core limit: " + output.readLine());
      }
    }
    System.out.println(
        "own pss: " + Files.readString(Path.of("/proc/self/smaps_rollup")).contains("Pss:"));
    input.readLine();
  }
}
