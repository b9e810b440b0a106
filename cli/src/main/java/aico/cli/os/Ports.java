package aico.cli.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports. */
public final class Ports {
  private Ports() {}

  /** One that was free a moment ago. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException("no free loopback port", none);
    }
  }

  /** Whether something listens on 127.0.0.1 at this port. */
  public static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the services do: a connection of the last run in TIME_WAIT is no hindrance.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return false;
    } catch (IOException taken) {
      return true;
    }
  }
}
