package aico.bus.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback that tests may bind. */
public final class Ports {
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

  private Ports() {}

  /** Below the ports of outgoing connections, none twice, and far from other processes' tests. */
  public static int free() {
    while (true) {
      int port = NEXT.getAndIncrement();
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
  }
}
