package aico.bridge.net;

import aico.bridge.Event;
import aico.bridge.Outcome;
import aico.bridge.Outlet;
import aico.bridge.Place;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TLS (RFC 5425), server name and certificate checked (RFC 6125 by the JDK's {@code
 * HTTPS} rule).
 *
 * <p>Syslog acknowledges nothing. So that a receiver that goes away takes little with it, a thread
 * listens for the end of the connection: events count as delivered only when the connection still
 * stands a moment after they were written; else all of them are sent again. What a receiver took
 * into its memory and lost there nobody here can know.
 */
public final class SyslogOutlet implements Outlet {
  private static final int BATCH = 32;
  private static final int CONNECT_LIMIT_MS = 10_000;

  /** A receiver that stops reading: a write then blocks until the connection is closed. */
  private static final long WRITE_LIMIT_MS = 20_000;

  /** A reset comes back within a round trip. */
  private static final long SETTLE_MS = 250;

  private record Line(SSLSocket socket, OutputStream out, CountDownLatch ended) {}

  private final Place.Syslog place;
  private final SSLContext tls;
  private final SyslogLine lines;
  private @Nullable Line line;

  public SyslogOutlet(Place.Syslog place, SSLContext tls, SyslogLine lines) {
    this.place = place;
    this.tls = tls;
    this.lines = lines;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public Outcome test(Event event) throws InterruptedException {
    return deliver(List.of(event));
  }

  @Override
  public Outcome deliver(List<Event> events) throws InterruptedException {
    try {
      Line open = open();
      Thread watch = closeUnlessDone(open);
      try {
        for (Event event : events) {
          open.out().write(lines.of(event));
        }
        open.out().flush();
      } finally {
        watch.interrupt();
      }
      if (open.ended().await(SETTLE_MS, TimeUnit.MILLISECONDS)) {
        close();
        return Outcome.later("the receiver closed the connection");
      }
      return Outcome.delivered();
    } catch (IOException broken) {
      close();
      return Outcome.later(Faults.of(broken));
    }
  }

  private static Thread closeUnlessDone(Line open) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(WRITE_LIMIT_MS);
            closeQuietly(open.socket());
          } catch (InterruptedException done) {
            // It was written in time.
          }
        });
  }

  /** As far as is known here: the end of a connection comes over the network. */
  boolean isConnected() {
    Line standing = line;
    return standing != null && standing.ended().getCount() > 0;
  }

  private Line open() throws IOException {
    Line standing = line;
    if (standing != null && isConnected()) {
      return standing;
    }
    close();
    GuardedNames.check(place.host());
    // The name is resolved once: what was checked is what is connected to.
    InetAddress address = InetAddress.getByName(place.host());
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address, place.port()), CONNECT_LIMIT_MS);
      plain.setSoTimeout(CONNECT_LIMIT_MS);
      plain.setTcpNoDelay(true);
      SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, place.host(), place.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.setSoTimeout(0);
      Line fresh =
          new Line(
              socket,
              new BufferedOutputStream(socket.getOutputStream(), 64 * 1024),
              new CountDownLatch(1));
      Thread.ofVirtual().name("syslog-end").start(() -> awaitEnd(fresh));
      line = fresh;
      return fresh;
    } catch (IOException | RuntimeException failed) {
      closeQuietly(plain);
      throw failed;
    }
  }

  /** A receiver says nothing; whatever it sends is dropped, its end noticed. */
  private static void awaitEnd(Line open) {
    byte[] dropped = new byte[256];
    try (InputStream in = open.socket().getInputStream()) {
      while (in.read(dropped) >= 0) {
        // nothing is said on it
      }
    } catch (IOException reset) {
      // An end, too.
    } finally {
      open.ended().countDown();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed as far as this side goes.
    }
  }

  @Override
  public void close() {
    Line standing = line;
    line = null;
    if (standing != null) {
      closeQuietly(standing.socket());
    }
  }
}
