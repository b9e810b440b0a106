package aico.bus.zmq.socket;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Sockets of the factory between two processes on loopback: CURVE, the ZAP handler and the guard as
 * shipped, one thread on each side. Prints one number: of {@code events SIZE COUNT} the messages
 * per second from XPUB to SUB, of {@code rtt SIZE COUNT} the median in microseconds of a message
 * from DEALER to ROUTER and back. The first tenth warms up and is not counted.
 */
public final class SocketBench {
  private static final String DOMAIN = "bench";

  /** As libzmq's default. */
  private static final int SEND_QUEUE = 1_000;

  /** Nothing may be lost: wider than what gathers while the reading thread waits for a core. */
  private static final int RECEIVE_QUEUE = 8_000;

  private SocketBench() {}

  /** Runs the bound side, and the connecting side in a process of its own. */
  public static void main(String[] args) throws Exception {
    boolean events = args[0].equals("events");
    int size = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    SocketLimits limits = new SocketLimits(size, 2, SEND_QUEUE, RECEIVE_QUEUE);
    if (args.length > 3) {
      connect(events, size, count, limits, args[3], args[4]);
    } else {
      bind(events, size, count, limits);
    }
  }

  private static void bind(boolean events, int size, int count, SocketLimits limits)
      throws Exception {
    String endpoint = "tcp://127.0.0.1:" + freePort();
    try (CurveKey key = CurveKey.generate();
        SocketFactory factory = new SocketFactory(key, Throwable::printStackTrace)) {
      AtomicReference<String> admitted = new AtomicReference<>("");
      AdmissionList list = publicKey -> publicKey.equals(admitted.get()) ? "peer" : null;
      EventLoop loop = factory.loop("zap", e -> {});
      CompletableFuture<ZapHandler> made = new CompletableFuture<>();
      loop.execute(() -> made.complete(factory.zap(loop, Throwable::printStackTrace)));
      ZapHandler zap = made.join();
      ConnectionGuard guard =
          new ConnectionGuard(factory.engines(), factory.property(), list, loop, new Nobody());
      zap.serve(DOMAIN, list, guard);
      ZMQ.Socket socket =
          factory.bound(events ? SocketType.XPUB : SocketType.ROUTER, DOMAIN, limits);
      socket.setEventHook(guard, ConnectionGuard.EVENTS);
      socket.bind(endpoint);

      Process peer = peer(events, size, count, endpoint, Hex.encode(key.publicKey()));
      BufferedReader out = peer.inputReader(StandardCharsets.US_ASCII);
      admitted.set(out.readLine());
      peer.getOutputStream().write('\n');
      peer.getOutputStream().flush();
      if (events) {
        publish(socket, size, count);
      } else {
        echo(socket, count);
      }
      System.out.println(out.readLine());
      int exit = peer.waitFor();
      guard.shutDown();
      factory.destroy(socket);
      loop.executeAndWait(() -> factory.close(zap));
      loop.close();
      if (exit != 0) {
        throw new IllegalStateException("the connecting side ended with " + exit);
      }
    }
  }

  private static void publish(ZMQ.Socket socket, int size, int count) {
    // The peer of this benchmark does not drop either.
    socket.setXpubNoDrop(true);
    socket.recv();
    byte[] payload = new byte[size];
    for (int i = 0; i < count; i++) {
      socket.send(payload);
    }
  }

  private static void echo(ZMQ.Socket socket, int count) {
    for (int i = 0; i < count; i++) {
      byte[] routing = socket.recv();
      byte[] payload = socket.recv();
      socket.send(routing, ZMQ.SNDMORE);
      socket.send(payload);
    }
  }

  private static void connect(
      boolean events, int size, int count, SocketLimits limits, String endpoint, String server)
      throws IOException {
    PrintStream out = System.out;
    try (CurveKey key = CurveKey.generate();
        SocketFactory factory = new SocketFactory(key, Throwable::printStackTrace)) {
      out.println(Hex.encode(key.publicKey()));
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
      ZMQ.Socket socket =
          factory.connecting(
              events ? SocketType.SUB : SocketType.DEALER, Hex.decode(server), limits);
      if (events) {
        socket.subscribe(new byte[0]);
      }
      socket.connect(endpoint);
      out.printf("%.1f%n", events ? receive(socket, size, count) : ask(socket, size, count));
      factory.destroy(socket);
    }
  }

  private static double receive(ZMQ.Socket socket, int size, int count) {
    long start = 0;
    for (int i = 0; i < count; i++) {
      if (i == count / 10) {
        start = System.nanoTime();
      }
      if (socket.recv().length != size) {
        throw new IllegalStateException("message " + i + " is not whole");
      }
    }
    return (count - count / 10) / ((System.nanoTime() - start) / 1e9);
  }

  private static double ask(ZMQ.Socket socket, int size, int count) {
    byte[] payload = new byte[size];
    long[] took = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      socket.send(payload);
      if (socket.recv().length != size) {
        throw new IllegalStateException("message " + i + " is not whole");
      }
      took[i] = System.nanoTime() - start;
    }
    long[] counted = Arrays.copyOfRange(took, count / 10, count);
    Arrays.sort(counted);
    return counted[counted.length / 2] / 1e3;
  }

  private static Process peer(
      boolean events, int size, int count, String endpoint, String serverKey) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SocketBench.class.getName(), events ? "events" : "rtt"));
    command.addAll(List.of(Integer.toString(size), Integer.toString(count), endpoint, serverKey));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static final class Nobody implements ConnectionGuard.Listener {
    @Override
    public void refused(String address, BoundSocket.Refusal refusal) {
      throw new IllegalStateException("refused: " + refusal);
    }

    @Override
    public void ended(Peer peer) {}
  }
}
