package aico.bus.crypto;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends a password through the whole module and dumps the heap while everything is alive. */
final class HeapDumpProbe {
  private HeapDumpProbe() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    byte[] control = Files.readAllBytes(folder.resolve("control"));
    byte[] none = new byte[0];
    try (SecretBytes password = PasswordFile.read(folder.resolve("password"));
        SecretBytes key = Hkdf.sha512(password, none, none, 32);
        OneTimeKeyPair receiver = OneTimeKeyPair.generate();
        SecretBytes opened = receiver.open(SealedBox.seal(receiver.publicKey(), password));
        SecretBytes unwrapped = KeyWrap.unwrap(key, KeyWrap.wrap(key, opened));
        SecretBytes digits = Hex.encode(unwrapped);
        SecretBytes back = Hex.decode(digits.segment());
        SecretPipe pipe = SecretPipe.holdingHexLines(back)) {
      if (!back.constantTimeEquals(password) || control.length == 0) {
        throw new AssertionError("not the same");
      }
      new ProcessBuilder("wc", "-c").redirectInput(pipe.redirect()).start().waitFor();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(folder.resolve("heap.hprof").toString(), false);
    }
    System.out.println("done");
  }
}
