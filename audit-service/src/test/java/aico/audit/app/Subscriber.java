package aico.audit.app;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A plain client of {@code audit.stream}: a DEALER with CURVE and nothing of the bus's code. */
final class Subscriber implements AutoCloseable {
  private static final int POLL_MS = 200;

  private final ZContext context = new ZContext();
  private final ZMQ.Socket socket;
  final List<Long> events = new ArrayList<>();
  final List<String> leaves = new ArrayList<>();
  final List<String> others = new ArrayList<>();

  Subscriber(String endpoint, String serverKey, CurveKey key) {
    socket = context.createSocket(SocketType.DEALER);
    socket.setLinger(0);
    socket.setHandshakeIvl(1_000);
    socket.setCurveServerKey(Hex.decode(serverKey));
    socket.setCurvePublicKey(key.publicKey());
    socket.setCurveSecretKey(key.secretKeyForSocket());
    socket.connect(endpoint);
  }

  void say(String name, String body) {
    socket.sendMore(name);
    socket.send(body);
  }

  /** Takes what came, for a short while. */
  void listen() {
    socket.setReceiveTimeOut(POLL_MS);
    byte[] first;
    while ((first = socket.recv()) != null) {
      List<byte[]> frames = new ArrayList<>(List.of(first));
      while (socket.hasReceiveMore()) {
        frames.add(socket.recv());
      }
      String name = text(first);
      if (name.equals("event")) {
        events.add(Long.parseLong(text(frames.get(1))));
        leaves.add(text(frames.get(2)));
      } else {
        others.add(name + " " + text(frames.get(1)));
      }
    }
  }

  boolean heard(String start) {
    listen();
    return others.stream().anyMatch(message -> message.startsWith(start));
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    context.close();
  }
}
