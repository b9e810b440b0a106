package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ on our two classes talks with libzmq on libsodium, in both directions and with itself; a
 * peer that knows a wrong server key gets nothing through.
 */
class LibzmqInteropIT {
  /** Not the python3 of the path, which can be one without zmq. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final int LIMIT_MS = 20_000;
  private static final int REFUSED_LIMIT_MS = 1_000;
  private static final int FIRST_MESSAGE = 0;
  private static final int LAST_MESSAGE = 9;

  private static final String ECHO_SERVER =
      """
      import sys, zmq
      socket = zmq.Context().socket(zmq.REP)
      socket.linger = 0
      socket.curve_server = True
      socket.curve_secretkey = bytes.fromhex(sys.stdin.readline())
      port = socket.bind_to_random_port('tcp://127.0.0.1')
      print(port, flush=True)
      for _ in range(10):
          if not socket.poll(20000):
              sys.exit('nothing came')
          socket.send(socket.recv())
      sys.stdin.readline()
      """;

  private static final String CLIENT =
      """
      import os, sys, zmq
      port, server, public, secret = sys.stdin.readline().split()
      socket = zmq.Context().socket(zmq.REQ)
      socket.linger = 0
      socket.curve_serverkey = bytes.fromhex(server)
      socket.curve_publickey = bytes.fromhex(public)
      socket.curve_secretkey = bytes.fromhex(secret)
      socket.connect('tcp://127.0.0.1:' + port)
      for i in range(10):
          message = os.urandom([0, 1, 100, 512, 4096, 65400, 65500, 65600, 200000, 1000000][i])
          socket.send(message)
          if not socket.poll(20000):
              sys.exit('no answer')
          if socket.recv() != message:
              sys.exit('another answer')
      print('ok', flush=True)
      """;

  @BeforeAll
  static void python3Zmq_isInstalled() throws Exception {
    Finished zmq = Finished.run(List.of(PYTHON, "-c", "import zmq; assert zmq.has('curve')"));
    assertThat(zmq)
        .as("%s needs python3-zmq with CURVE (apt-get install python3-zmq)", PYTHON)
        .isEqualTo(new Finished(0, ""));
  }

  @Test
  void jeroMqClient_libzmqServer() throws Exception {
    Process server = python(ECHO_SERVER);
    try (CurveKey serverKey = CurveKey.generate();
        CurveKey clientKey = CurveKey.generate();
        ZContext context = new ZContext();
        BufferedReader output = server.inputReader()) {
      tell(server, Hex.encode(serverKey.secretKeyForSocket()));
      int port = Integer.parseInt(lineOf(output));
      ZMQ.Socket client = client(context, clientKey, serverKey.publicKey(), port);
      Random random = new Random(20261101);
      int[] sizes = {0, 1, 100, 512, 4096, 65400, 65500, 65600, 200_000, 1_000_000};
      for (int i = FIRST_MESSAGE; i <= LAST_MESSAGE; i++) {
        byte[] message = new byte[sizes[i]];
        random.nextBytes(message);
        client.send(message);
        assertThat(client.recv()).as("%d bytes", sizes[i]).isEqualTo(message);
      }
      tell(server, "");
      assertThat(Finished.of(server).exitCode()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void libzmqClient_jeroMqServer() throws Exception {
    Process client = python(CLIENT);
    try (CurveKey serverKey = CurveKey.generate();
        CurveKey clientKey = CurveKey.generate();
        ZContext context = new ZContext()) {
      ZMQ.Socket server = server(context, serverKey);
      tell(
          client,
          "%d %s %s %s"
              .formatted(
                  portOf(server),
                  Hex.encode(serverKey.publicKey()),
                  Hex.encode(clientKey.publicKey()),
                  Hex.encode(clientKey.secretKeyForSocket())));
      for (int i = FIRST_MESSAGE; i <= LAST_MESSAGE; i++) {
        byte[] message = server.recv();
        assertThat(message).as("message %d", i).isNotNull();
        server.send(message);
      }
      assertThat(Finished.of(client)).isEqualTo(new Finished(0, "ok\n"));
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void jeroMqClient_jeroMqServer() {
    try (CurveKey serverKey = CurveKey.generate();
        CurveKey clientKey = CurveKey.generate();
        ZContext context = new ZContext()) {
      ZMQ.Socket server = server(context, serverKey);
      ZMQ.Socket client = client(context, clientKey, serverKey.publicKey(), portOf(server));
      client.send("ping");
      assertThat(server.recvStr()).isEqualTo("ping");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wrongOrLowOrderServerKey_getsNothingThrough(boolean lowOrder) {
    try (CurveKey serverKey = CurveKey.generate();
        CurveKey clientKey = CurveKey.generate();
        CurveKey other = CurveKey.generate();
        ZContext context = new ZContext()) {
      ZMQ.Socket server = server(context, serverKey);
      server.setReceiveTimeOut(REFUSED_LIMIT_MS);
      byte[] believed = lowOrder ? LowOrderPoints.all().get(4) : other.publicKey();
      ZMQ.Socket client = client(context, clientKey, believed, portOf(server));
      client.send("ping");
      assertThat(server.recv()).isNull();

      // The server still serves.
      ZMQ.Socket listed = client(context, clientKey, serverKey.publicKey(), portOf(server));
      listed.send("pong");
      server.setReceiveTimeOut(LIMIT_MS);
      assertThat(server.recvStr()).isEqualTo("pong");
    }
  }

  private static ZMQ.Socket server(ZContext context, CurveKey key) {
    ZMQ.Socket socket = context.createSocket(SocketType.REP);
    socket.setLinger(0);
    socket.setReceiveTimeOut(LIMIT_MS);
    socket.setCurveServer(true);
    socket.setCurvePublicKey(key.publicKey());
    socket.setCurveSecretKey(key.secretKeyForSocket());
    socket.bind("tcp://127.0.0.1:*");
    return socket;
  }

  private static ZMQ.Socket client(ZContext context, CurveKey key, byte[] serverKey, int port) {
    ZMQ.Socket socket = context.createSocket(SocketType.REQ);
    socket.setLinger(0);
    socket.setReceiveTimeOut(LIMIT_MS);
    // A few connects in a hundred stall in the handshake and are tried again after this.
    socket.setHandshakeIvl(1000);
    socket.setCurveServerKey(serverKey);
    socket.setCurvePublicKey(key.publicKey());
    socket.setCurveSecretKey(key.secretKeyForSocket());
    socket.connect("tcp://127.0.0.1:" + port);
    return socket;
  }

  private static int portOf(ZMQ.Socket socket) {
    String endpoint = socket.getLastEndpoint();
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  private static Process python(String program) throws IOException {
    return new ProcessBuilder(List.of(PYTHON, "-c", program)).redirectErrorStream(true).start();
  }

  private static void tell(Process process, String line) throws IOException {
    process.outputWriter().append(line).append('\n').flush();
  }

  private static String lineOf(BufferedReader output) throws IOException {
    String line = output.readLine();
    assertThat(line).matches("[0-9]+");
    return line;
  }
}
