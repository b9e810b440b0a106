package aico.bus.crypto;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;

/** Asks for a password and shows it as hex, which a test can tell from an echo. */
final class TerminalProbe {
  private TerminalProbe() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("available: " + TerminalPassword.isAvailable());
    // Registered first or last, hooks run together; the pause lets the test see the echo.
    Runtime.getRuntime().addShutdownHook(new Thread(TerminalProbe::lingerUntilSeen));
    try (SecretBytes password = TerminalPassword.read("Password: ")) {
      byte[] bytes = password.segment().toArray(ValueLayout.JAVA_BYTE);
      System.out.println("result: " + Hex.encode(bytes));
    } catch (CryptoException refused) {
      System.out.println("result: " + refused);
    }
  }

  private static void lingerUntilSeen() {
    LockSupport.parkNanos(500_000_000);
    System.out.println("gone");
    LockSupport.parkNanos(500_000_000);
  }
}
