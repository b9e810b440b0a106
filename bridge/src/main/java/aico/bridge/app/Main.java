package aico.bridge.app;

import aico.bridge.BridgeException;
import aico.bridge.Outcome;
import aico.bridge.net.Faults;
import aico.bridge.net.GuardedNames;
import aico.bridge.os.OwnProcess;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.ProcessHardening;
import aico.bus.zmq.StreamClients;
import java.io.IOException;
import java.security.Security;

/**
 * The bridge: {@code java -Daico.config=DIR -Daico.state=DIR -Daico.port=PORT -jar bridge.jar}. It
 * ends when its standard input does. With {@code --check} it looks at its settings and ends, with
 * {@code --test NAME} it sends one event and ends; both print one line, {@code field: what is
 * wrong} or {@code ok}, and exit with 0, 1 (not delivered) or 2 (settings).
 */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    // Before anything resolves a name: each connect is to look anew.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    try {
      NativeLibraries.requireAll();
      ProcessHardening.apply();
      GuardedNames.requireInForce();
      System.exit(run(arguments));
    } catch (BridgeException wrong) {
      System.out.println(
          wrong.field() + ": " + Faults.printable(String.valueOf(wrong.getMessage())));
      System.exit(USAGE);
    } catch (IOException | RuntimeException failed) {
      System.out.println("bridge: " + Faults.of(failed));
      System.exit(FAILED);
    }
  }

  private static int run(String[] arguments) throws IOException, InterruptedException {
    Places places = Places.ofProcess();
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "" -> serve(places);
      case "--check" -> OneTest.check(places);
      case "--test" -> {
        Outcome outcome = OneTest.deliver(places, arguments.length > 1 ? arguments[1] : "");
        switch (outcome) {
          case Outcome.Delivered delivered -> {}
          case Outcome.Later(String reason, long waitMs) -> {
            System.out.println("to: " + reason);
            return FAILED;
          }
          case Outcome.Refused(String reason) -> {
            System.out.println("to: refused: " + reason);
            return FAILED;
          }
        }
      }
      default -> {
        System.out.println("usage: bridge [--check | --test NAME]");
        return USAGE;
      }
    }
    System.out.println("ok");
    return 0;
  }

  private static void serve(Places places) throws IOException, InterruptedException {
    try (Health health = new Health(Integer.getInteger("aico.port", 0));
        StreamClients clients = new StreamClients(Main::die)) {
      health.start();
      Bridge bridge = new Bridge(places, clients);
      OwnProcess.onEndOfInput(System.in, bridge::end);
      bridge.run();
    }
  }

  /** Nothing is authenticated any more: the supervisor starts it anew. */
  private static void die(Throwable cause) {
    System.err.println("bridge: " + Faults.of(cause));
    Runtime.getRuntime().halt(FAILED);
  }
}
