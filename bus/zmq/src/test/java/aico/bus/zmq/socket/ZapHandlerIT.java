package aico.bus.zmq.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.crypto.CurveKey;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

class ZapHandlerIT {
  private static final String ENDPOINT = "tcp://127.0.0.1:17999";
  private static final int KNOCKS = 15;
  private static final SocketLimits LIMITS = new SocketLimits(100, 2, 10, 10);

  /** Neither who the mechanism is nor what stands in a request lets anyone in by mistake. */
  @Test
  void admission_thatThrows_isTheDeathOfTheHandler_andLetsNobodyIn() throws Exception {
    BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
    BlockingQueue<Peer> heard = new LinkedBlockingQueue<>();
    try (CurveKey key = CurveKey.generate();
        SocketFactory factory = new SocketFactory(key, deaths::add)) {
      AtomicReference<ZapHandler> zap = new AtomicReference<>();
      EventLoop loop = factory.loop("test", e -> {});
      try {
        loop.executeAndWait(() -> {
          ZapHandler handler = factory.zap(loop, deaths::add);
          zap.set(handler);
          new BoundSocket(
              factory,
              loop,
              handler,
              SocketType.ROUTER,
              "test.requests",
              ENDPOINT,
              publicKey -> {
                throw new IllegalStateException("list is broken");
              },
              LIMITS,
              owner(heard));
        });
        assertThat(knockUntil(deaths, key)).hasMessage("list is broken");
        await().during(java.time.Duration.ofMillis(300)).until(heard::isEmpty);
      } finally {
        loop.close();
      }
    }
  }

  /** JeroMQ's own connects stall now and then: each knock is a new one. */
  private static Throwable knockUntil(BlockingQueue<Throwable> deaths, CurveKey key)
      throws InterruptedException {
    Throwable death = null;
    for (int i = 0; i < KNOCKS && death == null; i++) {
      try (ZContext context = new ZContext()) {
        ZMQ.Socket client = context.createSocket(SocketType.DEALER);
        client.setCurveServerKey(key.publicKey());
        client.setCurvePublicKey(key.publicKey());
        client.setCurveSecretKey(key.secretKeyForSocket());
        client.setLinger(0);
        client.connect(ENDPOINT);
        client.send("x");
        death = deaths.poll(2, TimeUnit.SECONDS);
      }
    }
    return Objects.requireNonNull(death, "nobody asked the handler");
  }

  private static BoundSocket.Owner owner(BlockingQueue<Peer> heard) {
    return new BoundSocket.Owner() {
      @Override
      public void received(Peer peer, byte[] routing, List<byte[]> frames) {
        heard.add(peer);
      }

      @Override
      public void malformed() {}

      @Override
      public void unlisted() {}

      @Override
      public void refused(String address, BoundSocket.Refusal refusal) {}

      @Override
      public void ended(Peer peer) {}
    };
  }
}
