package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.crypto.CurveKey;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A plain JeroMQ DEALER with the key of a principal, for what the endpoints would never send. */
final class RawClient implements AutoCloseable {
  private final ZContext context = new ZContext(1);
  private final CurveKey key;
  private final String endpoint;
  private final byte[] serverKey;
  private final byte[] identity;
  private ZMQ.Socket socket;

  RawClient(TestHome home, String principal, String topic) {
    this(home, principal, topic, new byte[0]);
  }

  RawClient(TestHome home, String principal, String topic, byte[] identity) {
    key = home.key(principal);
    endpoint = home.topic(topic).endpoint();
    serverKey = home.key(home.topic(topic).owner()).publicKey();
    this.identity = identity;
    socket = connect();
  }

  private ZMQ.Socket connect() {
    ZMQ.Socket s = context.createSocket(SocketType.DEALER);
    s.setLinger(0);
    s.setRcvHWM(0);
    s.setReceiveTimeOut(10_000);
    s.setHandshakeIvl(1_000);
    if (identity.length > 0) {
      s.setIdentity(identity);
    }
    s.setCurveServerKey(serverKey);
    s.setCurvePublicKey(key.publicKey());
    s.setCurveSecretKey(key.secretKeyForSocket());
    s.connect(endpoint);
    return s;
  }

  ZMQ.Socket socket() {
    return socket;
  }

  void reconnect() {
    context.destroySocket(socket);
    socket = connect();
  }

  void send(String... frames) {
    List<byte[]> bytes = new ArrayList<>();
    for (String frame : frames) {
      bytes.add(frame.getBytes(UTF_8));
    }
    send(bytes);
  }

  void send(List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  /** The next message as texts; empty after 10 s. */
  List<String> receive() {
    return receiveBytes().stream().map(frame -> new String(frame, UTF_8)).toList();
  }

  List<byte[]> receiveBytes() {
    List<byte[]> frames = new ArrayList<>();
    byte[] frame = socket.recv();
    while (frame != null) {
      frames.add(frame);
      frame = socket.hasReceiveMore() ? socket.recv() : null;
    }
    return frames;
  }

  @Override
  public void close() {
    context.close();
  }
}
