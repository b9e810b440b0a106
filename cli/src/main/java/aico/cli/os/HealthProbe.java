package aico.cli.os;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a service how it is: {@code GET /q/health/ready} on its management port, by a plain socket,
 * which is all that a loopback request needs.
 */
public final class HealthProbe {
  /** A service that does not answer a loopback request for so long is not well. */
  private static final int TIMEOUT_MS = 2000;

  /** A health report has one or two kilobytes. */
  private static final int REPLY_MAX_BYTES = 256 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private final int port;

  public HealthProbe(int port) {
    this.port = port;
  }

  /** What the service says of itself. */
  public sealed interface Answer {}

  /**
   * It is ready.
   *
   * @param pssBytes 0 when it did not say
   */
  public record Ready(long pssBytes) implements Answer {}

  /** It answers, and says that it is not ready. */
  public record NotReady(long pssBytes) implements Answer {}

  /** No answer at all. */
  public record Silent() implements Answer {}

  public Answer ask() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              ("GET /q/health/ready HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] reply = socket.getInputStream().readNBytes(REPLY_MAX_BYTES);
      return parse(new String(reply, StandardCharsets.UTF_8));
    } catch (IOException noAnswer) {
      return new Silent();
    }
  }

  static Answer parse(String reply) {
    int bodyAt = reply.indexOf("\r\n\r\n");
    if (!reply.startsWith("HTTP/1.") || bodyAt < 0) {
      return new Silent();
    }
    long pss = pss(reply.substring(bodyAt + 4));
    return reply.startsWith(" 200", "HTTP/1.x".length()) ? new Ready(pss) : new NotReady(pss);
  }

  private static long pss(String body) {
    try {
      for (JsonNode check : JSON.readTree(body).path("checks")) {
        if (check.path("name").asText().equals("process")) {
          return check.path("data").path("pss_bytes").asLong(0);
        }
      }
    } catch (JacksonException notJson) {
      // A figure is missing, no more.
    }
    return 0;
  }
}
