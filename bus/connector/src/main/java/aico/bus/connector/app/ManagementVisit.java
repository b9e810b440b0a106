package aico.bus.connector.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.Config;

/** Asks this process's own management port for health and meters, once each. */
final class ManagementVisit {
  private static final int TIMEOUT_MS = 5_000;

  private final int port;

  ManagementVisit(Config config) {
    port = config.getValue("quarkus.http.port", Integer.class);
  }

  void run() throws IOException {
    get("/q/health/ready");
    get("/q/metrics");
  }

  private void get(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      answer.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }
}
