package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whoever reaches the ports without a key: every endpoint lives on, and serves its listed clients.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
  private static final int TOPICS = 13;
  private static final int STALLED = 1000;

  /** ZMTP 3.1 greeting: signature, version, mechanism padded to 20 bytes, as-server, filler. */
  private static final int GREETING_BYTES = 64;

  private final Suite suite = Suite.launched("hostile neighbours\n");

  @BeforeAll
  void running() {
    assertThat(suite.healthy()).isTrue();
  }

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void garbageTruncationAndMonstrousFrames_onEveryEndpoint_harmNobody() throws IOException {
    List<Long> pids = pids();
    for (int topic = 0; topic < TOPICS; topic++) {
      for (byte[] attack : attacks()) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), suite.portBase() + topic)) {
          OutputStream out = socket.getOutputStream();
          out.write(attack);
          out.flush();
        } catch (IOException closedByTheEndpoint) {
          // Being cut off is what should happen.
        }
      }
    }

    suite.aico("vault", "list").ok();
    suite.aico("audit", "tail", "-n", "1").ok();
    suite.aico("vault", "mount", "home").ok();
    assertThat(pids()).as("no service was restarted").isEqualTo(pids);
    await().atMost(Duration.ofSeconds(90)).until(() -> suite.eventCodes().contains("peer.refused"));
  }

  @Test
  void aThousandStalledConnections_andTheCommandStillGetsThrough() throws IOException {
    List<SocketChannel> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < STALLED; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), suite.portBase() + 6));
        channel.write(ByteBuffer.wrap(greeting("CURVE")));
        stalled.add(channel);
      }

      suite.aico("vault", "list").ok();
    } finally {
      for (SocketChannel channel : stalled) {
        channel.close();
      }
    }
    assertThat(suite.healthy()).isTrue();
  }

  private List<Long> pids() {
    return suite.status().get("services").findValues("pid").stream().map(p -> p.asLong()).toList();
  }

  private static List<byte[]> attacks() {
    List<byte[]> attacks = new ArrayList<>();
    byte[] noise = new byte[4096];
    new Random(20261123).nextBytes(noise);
    attacks.add(noise);
    attacks.add(
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    attacks.add(java.util.Arrays.copyOf(greeting("CURVE"), 20));
    attacks.add(greeting("NULL"));
    attacks.add(afterGreeting("CURVE", frame((byte) 0x06, -1L)));
    attacks.add(afterGreeting("CURVE", frame((byte) 0x06, Long.MAX_VALUE)));
    attacks.add(afterGreeting("CURVE", frame((byte) 0x02, 1L << 40)));
    attacks.add(afterGreeting("CURVE", noise));
    attacks.add(afterGreeting("NULL", frame((byte) 0x02, 1L << 33)));
    return attacks;
  }

  private static byte[] greeting(String mechanism) {
    ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
    greeting.put((byte) 0xff).putLong(1).put((byte) 0x7f).put((byte) 3).put((byte) 1);
    greeting.put(mechanism.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return greeting.array();
  }

  private static byte[] frame(byte flags, long size) {
    return ByteBuffer.allocate(9 + 64).put(flags).putLong(size).array();
  }

  private static byte[] afterGreeting(String mechanism, byte[] more) {
    return ByteBuffer.allocate(GREETING_BYTES + more.length)
        .put(greeting(mechanism))
        .put(more)
        .array();
  }
}
