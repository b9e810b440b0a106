package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bridge.Event;
import aico.bridge.Events;
import aico.bridge.Outcome;
import aico.bridge.Place;
import aico.bridge.Reach;
import aico.bridge.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server on a real socket that answers whatever it is told to, good or hostile. */
class HttpOutletIT {
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean closing;
  private @Nullable ServerSocket server;

  /** Writes an answer. */
  @FunctionalInterface
  private interface Answer {
    void to(OutputStream out) throws IOException;
  }

  @AfterEach
  void stop() throws IOException {
    closing = true;
    if (server != null) {
      server.close();
    }
    GuardedNames.allow(Reach.NOWHERE);
  }

  private int serve(ServerSocket bound, Answer answer) {
    server = bound;
    Thread.ofVirtual()
        .start(() -> {
          while (!closing) {
            try {
              Socket socket = bound.accept();
              connections.incrementAndGet();
              Thread.ofVirtual().start(() -> one(socket, answer));
            } catch (IOException refusedOrClosed) {
              // A client that does not trust the certificate, or the end.
            }
          }
        });
    return bound.getLocalPort();
  }

  private void one(Socket socket, Answer answer) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder request = new StringBuilder();
      while (request.indexOf("\r\n\r\n") < 0) {
        int read = in.read();
        if (read < 0) {
          return;
        }
        request.append((char) read);
      }
      int length =
          Integer.parseInt(
              request.toString().replaceAll("(?is).*content-length: ([0-9]+).*", "$1"));
      request.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      requests.add(request.toString());
      answer.to(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (IOException gone) {
      // The client has heard enough.
    }
  }

  private static Answer text(String answer) {
    return out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
  }

  private static HttpOutlet outlet(int port) {
    GuardedNames.allow(new Reach(Map.of("127.0.0.1", Reach.Rule.PRIVATE_ONLY)));
    Place.Http place = new Place.Http(Place.Kind.WEBHOOK, false, "127.0.0.1", port, "/hook");
    return new HttpOutlet(place, place.path(), TlsTrust.context(null), webhook());
  }

  private static Webhook webhook() {
    return new Webhook(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".getBytes(StandardCharsets.US_ASCII),
        Event::json,
        System::currentTimeMillis);
  }

  @Test
  void event_isPosted() throws Exception {
    int port = serve(plain(), text("HTTP/1.1 204 No Content\r\n\r\n"));
    try (HttpOutlet outlet = outlet(port)) {
      assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Delivered.class);
    }
    String request = requests.take();
    assertThat(request)
        .startsWith("POST /hook HTTP/1.1\r\n")
        .contains("webhook-id: id-3\r\n")
        .contains("webhook-signature: v1,")
        .endsWith(new String(Events.plain(3).json(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "200 OK, Delivered",
    "299 Odd, Delivered",
    "400 Bad Request, Refused",
    "413 Too Large, Refused",
    "422 Unprocessable, Refused",
    "301 Moved, Later",
    "302 Found, Later",
    "307 Temporary, Later",
    "401 Unauthorized, Later",
    "403 Forbidden, Later",
    "404 Not Found, Later",
    "410 Gone, Later",
    "429 Too Many, Later",
    "500 Broken, Later",
    "503 Busy, Later"
  })
  void status_saysWhoseFaultItIs(String status, String outcome) throws Exception {
    int port =
        serve(
            plain(),
            text(
                "HTTP/1.1 "
                    + status
                    + "\r\nRetry-After: 7\r\nLocation: http://127.0.0.1:1/stolen\r\nContent-Length: 5\r\n\r\nno\u001b[31m"));
    try (HttpOutlet outlet = outlet(port)) {
      Outcome result = outlet.deliver(List.of(Events.plain(3)));
      assertThat(result.getClass().getSimpleName()).isEqualTo(outcome);
      assertThat(result.toString()).doesNotContain("\u001b");
      if (status.startsWith("503")) {
        assertThat(result).isEqualTo(new Outcome.Later("HTTP 503: no [3", 7_000));
      }
    }
    assertThat(connections).as("a redirect is not followed").hasValue(1);
  }

  @Test
  void hugeAnswer_endsAtItsLimit() throws Exception {
    int port =
        serve(
            plain(),
            out -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n".getBytes());
              byte[] block = new byte[64 * 1024];
              while (!closing) {
                out.write(block);
              }
            });
    try (HttpOutlet outlet = outlet(port)) {
      assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Later.class);
    }
  }

  @Test
  void endlessHeaders_endAtTheirLimit() throws Exception {
    int port =
        serve(
            plain(),
            out -> {
              out.write("HTTP/1.1 200 OK\r\n".getBytes());
              byte[] header = ("X: " + "y".repeat(1000) + "\r\n").getBytes();
              while (!closing) {
                out.write(header);
              }
            });
    try (HttpOutlet outlet = outlet(port)) {
      assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Later.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"garbage", "HTTP/9.9 abc", "''", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"})
  void garbage_waits(String garbage) throws Exception {
    int port = serve(plain(), text(garbage));
    try (HttpOutlet outlet = outlet(port)) {
      assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Later.class);
    }
  }

  @Test
  void nobodyThere_waits() throws Exception {
    int port;
    try (ServerSocket free = plain()) {
      port = free.getLocalPort();
    }
    try (HttpOutlet outlet = outlet(port)) {
      assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Later.class);
    }
  }

  @Test
  void tls_isOfThatNameAndTrusted_orNothingIsSent(@TempDir Path folder) throws Exception {
    TestCertificate good = new TestCertificate(folder, "good", "dns:localhost");
    TestCertificate other = new TestCertificate(folder, "other", "dns:other.example");
    int port =
        serve(
            good.server()
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1")),
            text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertThat(overTls("localhost", port, good.pem())).isInstanceOf(Outcome.Delivered.class);
    assertThat(requests.take()).contains("Host: localhost");

    assertThat(overTls("localhost", port, other.pem())).isInstanceOf(Outcome.Later.class);
    assertThat(overTls("localhost", port, null)).isInstanceOf(Outcome.Later.class);
    // The certificate is not for the address.
    assertThat(overTls("127.0.0.1", port, good.pem())).isInstanceOf(Outcome.Later.class);
    assertThat(requests).isEmpty();
  }

  private static Outcome overTls(String host, int port, @Nullable Path ca) throws Exception {
    GuardedNames.allow(new Reach(Map.of(host, Reach.Rule.PRIVATE_TOO)));
    Place.Http place = new Place.Http(Place.Kind.WEBHOOK, true, host, port, "/");
    try (HttpOutlet outlet = new HttpOutlet(place, "/", TlsTrust.context(ca), webhook())) {
      return outlet.deliver(List.of(Events.plain(3)));
    }
  }

  @Test
  void hostThatIsNotAllowed_isNotConnectedTo() throws Exception {
    int port = serve(plain(), text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    try (HttpOutlet outlet = outlet(port)) {
      for (Map<String, Reach.Rule> rules :
          List.of(
              Map.<String, Reach.Rule>of(),
              Map.of("127.0.0.1", Reach.Rule.PUBLIC),
              Map.of("localhost", Reach.Rule.PRIVATE_TOO))) {
        GuardedNames.allow(new Reach(rules));
        assertThat(outlet.deliver(List.of(Events.plain(3)))).isInstanceOf(Outcome.Later.class);
      }
    }
    assertThat(connections).hasValue(0);
  }
}
