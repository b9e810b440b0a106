package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bridge.Event;
import aico.bridge.Events;
import aico.bridge.Outcome;
import aico.bridge.Place;
import aico.bridge.Reach;
import aico.bridge.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a TLS receiver that reads by octet counting, as RFC 5425 says. */
class SyslogOutletIT {
  @TempDir Path folder;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
  private TestCertificate certificate;
  private @Nullable ServerSocket server;

  @BeforeEach
  void receiver() throws Exception {
    certificate = new TestCertificate(folder, "logs", "dns:localhost");
    listen(0);
    GuardedNames.allow(
        new Reach(
            Map.of("localhost", Reach.Rule.PRIVATE_TOO, "127.0.0.1", Reach.Rule.PRIVATE_TOO)));
  }

  private void listen(int port) throws Exception {
    ServerSocket bound =
        certificate
            .server()
            .getServerSocketFactory()
            .createServerSocket(port, 8, InetAddress.ofLiteral("127.0.0.1"));
    server = bound;
    Thread.ofVirtual()
        .start(() -> {
          while (!bound.isClosed()) {
            try {
              Socket socket = bound.accept();
              sockets.add(socket);
              Thread.ofVirtual().start(() -> read(socket));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  private void read(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (true) {
        StringBuilder count = new StringBuilder();
        for (int c = in.read(); c != ' '; c = in.read()) {
          if (c < '0' || c > '9') {
            return;
          }
          count.append((char) c);
        }
        messages.add(
            new String(
                in.readNBytes(Integer.parseInt(count.toString())), StandardCharsets.US_ASCII));
      }
    } catch (IOException ended) {
      // A client that does not trust the certificate, or the end.
    }
  }

  @AfterEach
  void stop() throws IOException {
    port();
    if (server != null) {
      server.close();
    }
    GuardedNames.allow(Reach.NOWHERE);
  }

  private int port() {
    ServerSocket bound = server;
    return bound == null ? 0 : bound.getLocalPort();
  }

  private SyslogOutlet outlet(String host, @Nullable Path ca) {
    return new SyslogOutlet(
        new Place.Syslog(host, port()), TlsTrust.context(ca), new SyslogLine("house", Event::json));
  }

  private String message() throws InterruptedException {
    String message = messages.poll(10, TimeUnit.SECONDS);
    return message == null ? "nothing came" : message;
  }

  @Test
  void events_arriveFramed_overOneConnection() throws Exception {
    try (SyslogOutlet outlet = outlet("localhost", certificate.pem())) {
      assertThat(outlet.deliver(List.of(Events.plain(0), Events.plain(1))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(outlet.deliver(List.of(Events.plain(2)))).isInstanceOf(Outcome.Delivered.class);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(message()).startsWith("<110>1 ").contains("\"id\":\"id-" + i + "\"");
    }
    assertThat(sockets).hasSize(1);
  }

  @Test
  void receiverThatCloses_orIsAway_getsThemAgain() throws Exception {
    int port = port();
    try (SyslogOutlet outlet = outlet("localhost", certificate.pem())) {
      assertThat(outlet.deliver(List.of(Events.plain(0)))).isInstanceOf(Outcome.Delivered.class);
      message();
      sockets.take().close();
      ServerSocket bound = server;
      if (bound != null) {
        bound.close();
      }
      await().until(() -> !outlet.isConnected());
      assertThat(outlet.deliver(List.of(Events.plain(1)))).isInstanceOf(Outcome.Later.class);
      listen(port);
      assertThat(outlet.deliver(List.of(Events.plain(1)))).isInstanceOf(Outcome.Delivered.class);
      assertThat(message()).contains("\"id\":\"id-1\"");
    }
  }

  @Test
  void anotherCertificate_orAnotherName_getsNothing() throws Exception {
    TestCertificate other = new TestCertificate(folder, "other", "dns:localhost");
    for (SyslogOutlet outlet :
        List.of(
            outlet("localhost", other.pem()),
            outlet("localhost", null),
            outlet("127.0.0.1", certificate.pem()))) {
      try (outlet) {
        assertThat(outlet.deliver(List.of(Events.plain(0)))).isInstanceOf(Outcome.Later.class);
      }
    }
    assertThat(messages).isEmpty();
  }
}
