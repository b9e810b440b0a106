package aico.bus.zmq.socket;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Answers ZAP requests (RFC 27): 200 for a CURVE key on the list of the domain, 400 for everything
 * else. One domain per topic.
 *
 * <p>JeroMQ accepts every key when no handler is bound, so this socket is bound before any other
 * and closed after all of them, on the same thread.
 */
public final class ZapHandler {
  static final String ADDRESS = "inproc://zeromq.zap.01";
  private static final System.Logger LOG = System.getLogger(ZapHandler.class.getName());

  /** Routing id, delimiter, version, request id, domain, address, identity, mechanism, key. */
  private static final int FRAMES = 9;

  /** Handshakes waiting for an answer, well above what the guard lets wait. */
  private static final int HIGH_WATER_MARK = 4_096;

  private final EventLoop loop;
  private final ZMQ.Socket socket;
  private final PeerProperty property;
  private final Consumer<Throwable> onDeath;
  private final Map<String, AdmissionList> domains = new ConcurrentHashMap<>();
  private final Map<String, RefusedKeys> refused = new ConcurrentHashMap<>();
  private long connections;

  /** How the guard of a domain hears of a refused key. */
  interface RefusedKeys {
    void refused();
  }

  /**
   * Binds the handler. Loop's thread only.
   *
   * @param onDeath hears why the handler cannot go on
   */
  ZapHandler(ZContext context, EventLoop loop, PeerProperty property, Consumer<Throwable> onDeath) {
    this.loop = loop;
    this.property = property;
    this.onDeath = onDeath;
    socket = context.createSocket(SocketType.ROUTER);
    socket.setLinger(0);
    socket.setRcvHWM(HIGH_WATER_MARK);
    socket.setSndHWM(HIGH_WATER_MARK);
    if (!socket.bind(ADDRESS)) {
      throw new IllegalStateException("cannot bind " + ADDRESS);
    }
    loop.add(socket, this::receive);
  }

  void serve(String domain, AdmissionList list, RefusedKeys listener) {
    refused.put(domain, listener);
    domains.put(domain, list);
  }

  void forget(String domain) {
    domains.remove(domain);
    refused.remove(domain);
  }

  /** Loop's thread only, and after every other socket is closed. */
  void close(ZContext context) {
    loop.remove(socket);
    context.destroySocket(socket);
  }

  private void receive() {
    try {
      Message message;
      while ((message = Message.receive(socket, FRAMES)) != null) {
        if (message.frames().size() == FRAMES || message.frames().size() == FRAMES - 1) {
          answer(message.frames());
        } else {
          LOG.log(System.Logger.Level.WARNING, "malformed zap request");
        }
      }
    } catch (RuntimeException e) {
      onDeath.accept(e);
    }
  }

  private void answer(List<byte[]> request) {
    String domain = new String(request.get(4), StandardCharsets.UTF_8);
    Peer peer = admitted(domain, request);
    if (peer == null) {
      RefusedKeys listener = refused.get(domain);
      if (listener != null) {
        listener.refused();
      }
    }
    socket.send(request.get(0), ZMQ.SNDMORE);
    socket.send(request.get(1), ZMQ.SNDMORE);
    socket.send(request.get(2), ZMQ.SNDMORE);
    socket.send(request.get(3), ZMQ.SNDMORE);
    socket.send(peer == null ? "400" : "200", ZMQ.SNDMORE);
    socket.send(peer == null ? "not listed" : "OK", ZMQ.SNDMORE);
    socket.send(peer == null ? "" : peer.principal(), ZMQ.SNDMORE);
    socket.send(peer == null ? new byte[0] : property.encode(peer), 0);
  }

  private @Nullable Peer admitted(String domain, List<byte[]> request) {
    AdmissionList list = domains.get(domain);
    if (list == null
        || request.size() != FRAMES
        || !"1.0".equals(ascii(request.get(2)))
        || !"CURVE".equals(ascii(request.get(7)))
        || request.get(8).length != CurveKey.KEY_BYTES) {
      return null;
    }
    String publicKey = Hex.encode(request.get(8));
    String principal = list.principalOf(publicKey);
    return principal == null ? null : new Peer(++connections, principal, publicKey);
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
