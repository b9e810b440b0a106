package aico.bus.zmq.socket;

import aico.bus.crypto.CurveKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Msg;

/**
 * Makes every socket of the bus in one context, hardened against what JeroMQ 0.6.0 gets wrong.
 *
 * <ul>
 *   <li>A negative or huge frame size spins or kills the I/O thread: {@link #allocator} never
 *       allocates beyond the endpoint's limit, {@code MAXMSGSIZE} refuses the rest. A long
 *       subscription overflows the publisher's stack: its limit is 1 KiB.
 *   <li>Dead peers are missed unless the heartbeat's time-out is less than its interval.
 *   <li>One connect in a hundred stalls in the greeting until {@code HANDSHAKE_IVL}.
 *   <li>An exception in the I/O thread goes to handlers that must be set before the first socket.
 *   <li>A ROUTER says true for what it drops unless {@code MANDATORY} is set.
 *   <li>When the receiving queue of a connection is full, the frame at the door is lost and its
 *       ciphertext delivered in its place. The queue still needs a bound: it is wider than what a
 *       well-behaved peer has under way, and who oversteps it spoils its own messages only.
 * </ul>
 */
public final class SocketFactory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SocketFactory.class.getName());

  /** Length byte, MESSAGE, nonce, authenticator, flags of a CURVE message (RFC 26). */
  private static final int CURVE_OVERHEAD_BYTES = 33;

  /** A handshake command is at most 650 bytes; smaller limits would refuse handshakes. */
  private static final int MIN_FRAME_BYTES = 1_024;

  private static final int HANDSHAKE_MS = 1_500;
  private static final int HEARTBEAT_MS = 5_000;
  private static final int HEARTBEAT_TIMEOUT_MS = 4_000;
  private static final int RECONNECT_MS = 100;
  private static final int RECONNECT_MAX_MS = 1_000;

  /** Connections that the kernel holds while JeroMQ accepts one after the other. */
  private static final int BACKLOG = 1_024;

  private final ZContext context;
  private final boolean ownsContext;

  /** Arrays of earlier keys, which sockets made with them hold on to. */
  private final List<byte[]> retired = new ArrayList<>();

  private final EngineView engines;
  private final PeerProperty property = new PeerProperty();
  private volatile Keys keys;

  private record Keys(byte[] publicKey, byte[] secretKey) {
    /** JeroMQ keeps this very array for as long as its sockets live. */
    static Keys of(CurveKey key) {
      return new Keys(key.publicKey(), key.secretKeyForSocket());
    }
  }

  /**
   * Opens a context with one I/O thread.
   *
   * @param onDeath hears of a JeroMQ thread that died; nothing works after that
   */
  public SocketFactory(CurveKey key, Consumer<Throwable> onDeath) {
    keys = Keys.of(key);
    context = new ZContext(1);
    ownsContext = true;
    context.setLinger(0);
    context.setUncaughtExceptionHandler((thread, e) -> onDeath.accept(e));
    context.setNotificationExceptionHandler(
        (thread, e) -> LOG.log(System.Logger.Level.DEBUG, "connection failed", e));
    engines = new EngineView(context);
  }

  private SocketFactory(SocketFactory first, CurveKey key) {
    keys = Keys.of(key);
    context = first.context;
    ownsContext = false;
    engines = first.engines;
  }

  /** Connecting sockets of another principal in the same context. Its end wipes that key alone. */
  public SocketFactory as(CurveKey other) {
    return new SocketFactory(this, other);
  }

  /** The loop for this context's sockets. */
  public EventLoop loop(String name, Consumer<Throwable> onEnd) {
    return new EventLoop(context, name, onEnd::accept);
  }

  /** Binds the ZAP handler, before any other socket. Loop's thread only. */
  public ZapHandler zap(EventLoop loop, Consumer<Throwable> zapDied) {
    return new ZapHandler(context, loop, property, zapDied);
  }

  /** Sockets are made with this key from now on; {@link #rekey} gives it to bound ones. */
  public synchronized void renew(CurveKey key) {
    retired.add(keys.secretKey);
    keys = Keys.of(key);
  }

  /** No socket uses earlier keys any more: zeroes them. */
  public synchronized void forgetRetired() {
    retired.forEach(secret -> Arrays.fill(secret, (byte) 0));
    retired.clear();
  }

  /**
   * Gives a bound socket the key of now. JeroMQ's listener shares its options with the socket, so
   * that this holds for every handshake from here on; connections keep what they agreed on.
   */
  void rekey(ZMQ.Socket socket) {
    socket.setCurveSecretKey(keys.secretKey);
  }

  EngineView engines() {
    return engines;
  }

  PeerProperty property() {
    return property;
  }

  ZMQ.Socket bound(SocketType type, String zapDomain, SocketLimits limits) {
    ZMQ.Socket socket = hardened(type, limits);
    socket.setBacklog(BACKLOG);
    socket.setZAPDomain(zapDomain);
    socket.setCurveServer(true);
    rekey(socket);
    if (type == SocketType.ROUTER) {
      socket.setRouterMandatory(true);
    } else {
      socket.setXpubVerbose(true);
    }
    return socket;
  }

  ZMQ.Socket connecting(SocketType type, byte[] serverKey, SocketLimits limits) {
    ZMQ.Socket socket = hardened(type, limits);
    socket.setImmediate(false);
    socket.setReconnectIVL(RECONNECT_MS);
    socket.setReconnectIVLMax(RECONNECT_MAX_MS);
    socket.setCurveServerKey(serverKey);
    Keys now = keys;
    socket.setCurvePublicKey(now.publicKey);
    socket.setCurveSecretKey(now.secretKey);
    return socket;
  }

  void destroy(ZMQ.Socket socket) {
    context.destroySocket(socket);
  }

  /** Closes the handler, after every other socket. Loop's thread only. */
  public void close(ZapHandler zap) {
    zap.close(context);
  }

  /** Ends the context. All sockets are closed and their loop has ended. */
  @Override
  public void close() {
    if (ownsContext) {
      context.close();
    }
    forgetRetired();
    Arrays.fill(keys.secretKey, (byte) 0);
  }

  private ZMQ.Socket hardened(SocketType type, SocketLimits limits) {
    ZMQ.Socket socket = context.createSocket(type);
    int frameBytes = Math.max(MIN_FRAME_BYTES, limits.receiveFrameBytes() + CURVE_OVERHEAD_BYTES);
    socket.setMsgAllocator(size -> allocator(size, frameBytes));
    socket.setMaxMsgSize(frameBytes);
    socket.setSndHWM(limits.sendQueue());
    socket.setRcvHWM(limits.receiveQueue());
    socket.setLinger(0);
    socket.setIPv6(false);
    socket.setHandshakeIvl(HANDSHAKE_MS);
    socket.setHeartbeatIvl(HEARTBEAT_MS);
    socket.setHeartbeatTimeout(HEARTBEAT_TIMEOUT_MS);
    return socket;
  }

  /** An empty message for a size that cannot be meant; the engine then fails the connection. */
  private static Msg allocator(int size, int maxBytes) {
    return size < 0 || size > maxBytes ? new Msg(0) : new Msg(size);
  }
}
