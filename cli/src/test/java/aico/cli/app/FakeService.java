package aico.cli.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A service in small: answers its health on a port, ends when its standard input does. {@code
 * failing} ends at once, {@code deaf} neither hears the end of its input nor SIGTERM.
 */
final class FakeService {
  private static final String UP =
      "{\"status\":\"UP\",\"checks\":[{\"name\":\"process\",\"data\":{\"pss_bytes\":5000000}}]}";

  private FakeService() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Set<String> behaviour = Set.of(arguments);
    if (behaviour.contains("failing")) {
      System.out.println("ERROR state.json: version: 9 (expected: 1)");
      System.exit(1);
    }
    if (behaviour.contains("deaf")) {
      Runtime.getRuntime().addShutdownHook(new Thread(FakeService::hang));
    } else {
      Thread.ofPlatform().daemon().start(FakeService::endWithInput);
    }
    try (ServerSocket server =
        new ServerSocket(Integer.parseInt(arguments[0]), 10, InetAddress.getByName("127.0.0.1"))) {
      while (true) {
        answer(server);
      }
    }
  }

  private static void answer(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      socket.getInputStream().read(new byte[1024]);
      socket
          .getOutputStream()
          .write(("HTTP/1.0 200 OK\r\n\r\n" + UP).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void endWithInput() {
    InputStream in = System.in;
    try {
      while (in.read() >= 0) {
        // Nothing is said on it.
      }
    } catch (IOException broken) {
      // An end, too.
    }
    System.out.println("orderly end");
    System.exit(0);
  }

  private static void hang() {
    synchronized (FakeService.class) {
      while (true) {
        try {
          FakeService.class.wait();
        } catch (InterruptedException goOn) {
          // Deaf.
        }
      }
    }
  }
}
