package aico.bridge.app;

import aico.bridge.os.OwnProcess;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * {@code GET /q/health/ready} on loopback, as the services have it, for the supervisor: that the
 * process works, and its memory. How targets do is told in a file, which not every local user can
 * read.
 */
final class Health implements AutoCloseable {
  private static final int BACKLOG = 4;

  private final HttpServer server;
  private final int port;

  Health(int port) throws IOException {
    this.port = port;
    server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/q/health/ready", this::answer);
  }

  void start() {
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      // A web page that was led here by its name server names another host.
      if (!("127.0.0.1:" + port).equals(host) && !("localhost:" + port).equals(host)) {
        exchange.sendResponseHeaders(421, -1);
        return;
      }
      byte[] body =
          ("{\"status\":\"UP\",\"checks\":[{\"name\":\"process\",\"status\":\"UP\",\"data\":{\"pss_bytes\":"
                  + OwnProcess.pssBytes()
                  + "}}]}")
              .getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
