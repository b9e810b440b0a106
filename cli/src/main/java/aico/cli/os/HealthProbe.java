package aico.cli.os;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

  /**
   * Which credential a service works with.
   *
   * @param publicKey its CURVE key, 64 hex digits
   * @param bundleDigest SHA-256 of its bundle's file, 64 hex digits
   * @param moving topics on which an earlier key is still in use
   */
  public record Credential(String publicKey, String bundleDigest, int moving) {}

  public Answer ask() {
    return request().map(HealthProbe::parse).orElseGet(Silent::new);
  }

  /** Nothing when it does not answer. */
  public Optional<Credential> credential() {
    return request()
        .flatMap(reply -> data(reply.substring(bodyAt(reply)), "credential"))
        .map(data ->
            new Credential(
                data.path("public_key").asText(),
                data.path("bundle_digest").asText(),
                data.path("moving").asInt()));
  }

  private Optional<String> request() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              ("GET /q/health/ready HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] reply = socket.getInputStream().readNBytes(REPLY_MAX_BYTES);
      return Optional.of(new String(reply, StandardCharsets.UTF_8));
    } catch (IOException noAnswer) {
      return Optional.empty();
    }
  }

  static Answer parse(String reply) {
    if (!reply.startsWith("HTTP/1.") || bodyAt(reply) == reply.length()) {
      return new Silent();
    }
    long pss =
        data(reply.substring(bodyAt(reply)), "process")
            .map(data -> data.path("pss_bytes").asLong(0))
            .orElse(0L);
    return reply.startsWith(" 200", "HTTP/1.x".length()) ? new Ready(pss) : new NotReady(pss);
  }

  /** The reply's length when it has no body. */
  private static int bodyAt(String reply) {
    int end = reply.indexOf("\r\n\r\n");
    return end < 0 ? reply.length() : end + 4;
  }

  /** What a check of that name adds to its state; nothing when there is none. */
  private static Optional<JsonNode> data(String body, String name) {
    try {
      for (JsonNode check : JSON.readTree(body).path("checks")) {
        if (check.path("name").asText().equals(name)) {
          return Optional.of(check.path("data"));
        }
      }
    } catch (JacksonException notJson) {
      // A figure is missing, no more.
    }
    return Optional.empty();
  }
}
