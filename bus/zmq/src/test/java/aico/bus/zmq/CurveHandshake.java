package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.contract.TopicKind;
import aico.bus.crypto.CurveBox;
import aico.bus.crypto.CurveKey;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CurveZMQ's client (RFC 26) written out over a plain socket, to send what no library would: any
 * properties in INITIATE, and any frame.
 */
final class CurveHandshake implements AutoCloseable {
  private static final int PAD = 16;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final CurveKey key;
  private final byte[] serverKey;
  private final String socketType;
  private final byte[] shortPublic = new byte[32];
  private final byte[] shortSecret = new byte[32];
  private final byte[] shared = new byte[32];
  private long nonce = 1;

  CurveHandshake(TestHome home, String principal, String topic) throws IOException {
    key = home.key(principal);
    serverKey = home.key(home.topic(topic).owner()).publicKey();
    socketType = home.topic(topic).kind() == TopicKind.EVENTS ? "SUB" : "DEALER";
    socket = new Socket("127.0.0.1", URI.create(home.topic(topic).endpoint()).getPort());
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    CurveBox.keypair(shortPublic, shortSecret);
  }

  /** The whole handshake as a DEALER or SUB, with these names and values as further properties. */
  void connect(String... properties) throws IOException {
    out.write(greeting("CURVE"));
    in.readFully(new byte[64]);
    hello();
    byte[] welcome = open(readFrame(), 8, 24, "WELCOME-", serverKey, shortSecret);
    byte[] serverShort = Arrays.copyOf(welcome, 32);
    byte[] cookie = Arrays.copyOfRange(welcome, 32, 128);
    CurveBox.beforenm(shared, serverShort, shortSecret);
    initiate(serverShort, cookie, properties);
    byte[] ready = readFrame();
    if (!new String(ready, 1, 5, US_ASCII).equals("READY")) {
      throw new IOException("not ready: " + new String(ready, US_ASCII));
    }
  }

  static byte[] greeting(String mechanism) {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xff;
    greeting[8] = 1;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    System.arraycopy(mechanism.getBytes(US_ASCII), 0, greeting, 12, mechanism.length());
    return greeting;
  }

  private void hello() throws IOException {
    ByteBuffer hello = ByteBuffer.allocate(200);
    hello.put((byte) 5).put("HELLO".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
    hello.put(new byte[72]).put(shortPublic).putLong(nonce);
    hello.put(box(new byte[64], nonce("CurveZMQHELLO---", nonce++), serverKey, shortSecret));
    writeFrame(4, hello.array());
  }

  private void initiate(byte[] serverShort, byte[] cookie, String... properties)
      throws IOException {
    byte[] vouchNonce = new byte[16];
    new SecureRandom().nextBytes(vouchNonce);
    byte[] vouched = ByteBuffer.allocate(64).put(shortPublic).put(serverKey).array();
    byte[] vouch =
        box(
            vouched,
            ByteBuffer.allocate(24).put("VOUCH---".getBytes(US_ASCII)).put(vouchNonce).array(),
            serverShort,
            key.secretKeyForSocket());
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    plain.writeBytes(key.publicKey());
    plain.writeBytes(vouchNonce);
    plain.writeBytes(vouch);
    property(plain, "Socket-Type", socketType);
    property(plain, "Identity", "");
    for (int i = 0; i < properties.length; i += 2) {
      property(plain, properties[i], properties[i + 1]);
    }
    byte[] sealed =
        box(plain.toByteArray(), nonce("CurveZMQINITIATE", nonce), serverShort, shortSecret);
    writeFrame(
        4,
        ByteBuffer.allocate(9 + 96 + 8 + sealed.length)
            .put((byte) 8)
            .put("INITIATE".getBytes(US_ASCII))
            .put(cookie)
            .putLong(nonce++)
            .put(sealed)
            .array());
  }

  private static void property(ByteArrayOutputStream to, String name, String value) {
    to.write(name.length());
    to.writeBytes(name.getBytes(US_ASCII));
    to.writeBytes(ByteBuffer.allocate(4).putInt(value.length()).array());
    to.writeBytes(value.getBytes(US_ASCII));
  }

  void send(List<byte[]> frames) throws IOException {
    for (int i = 0; i < frames.size(); i++) {
      sendPart(i < frames.size() - 1 ? 1 : 0, frames.get(i));
    }
  }

  /** One part of a message with these flags (1 more, 2 command). */
  void sendPart(int flags, byte[] content) throws IOException {
    byte[] plain = ByteBuffer.allocate(1 + content.length).put((byte) flags).put(content).array();
    byte[] padded = new byte[2 * PAD + plain.length];
    System.arraycopy(plain, 0, padded, 2 * PAD, plain.length);
    byte[] boxed = new byte[padded.length];
    CurveBox.secretbox(boxed, padded, padded.length, nonce("CurveZMQMESSAGEC", nonce), shared);
    writeFrame(
        0,
        ByteBuffer.allocate(16 + boxed.length - PAD)
            .put((byte) 7)
            .put("MESSAGE".getBytes(US_ASCII))
            .putLong(nonce++)
            .put(boxed, PAD, boxed.length - PAD)
            .array());
  }

  /** So many parts, commands left out. */
  List<byte[]> receive(int parts) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    while (frames.size() < parts) {
      byte[] message = readFrame();
      byte[] boxed = new byte[PAD + message.length - 16];
      System.arraycopy(message, 16, boxed, PAD, message.length - 16);
      byte[] plain = new byte[boxed.length];
      long number = ByteBuffer.wrap(message).getLong(8);
      if (CurveBox.secretboxOpen(
              plain, boxed, boxed.length, nonce("CurveZMQMESSAGES", number), shared)
          != 0) {
        throw new IOException("message does not open");
      }
      if ((plain[2 * PAD] & 2) == 0) {
        frames.add(Arrays.copyOfRange(plain, 2 * PAD + 1, plain.length));
      }
    }
    return frames;
  }

  /** A ZMTP frame with its flags, long where it must be. */
  void writeFrame(int flags, byte[] body) throws IOException {
    if (body.length > 255) {
      out.write(flags | 2);
      out.write(ByteBuffer.allocate(8).putLong(body.length).array());
    } else {
      out.write(flags);
      out.write(body.length);
    }
    out.write(body);
  }

  void writeRaw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  private byte[] readFrame() throws IOException {
    int flags = in.read();
    long length = (flags & 2) != 0 ? in.readLong() : in.read();
    if (flags < 0 || length < 0) {
      throw new IOException("the server closed the connection");
    }
    byte[] body = new byte[(int) length];
    in.readFully(body);
    return body;
  }

  private static byte[] nonce(String prefix, long number) {
    return ByteBuffer.allocate(24).put(prefix.getBytes(US_ASCII)).putLong(number).array();
  }

  private static byte[] box(byte[] plain, byte[] nonce, byte[] publicKey, byte[] secretKey) {
    byte[] padded = new byte[2 * PAD + plain.length];
    System.arraycopy(plain, 0, padded, 2 * PAD, plain.length);
    byte[] boxed = new byte[padded.length];
    CurveBox.box(boxed, padded, padded.length, nonce, publicKey, secretKey);
    return Arrays.copyOfRange(boxed, PAD, boxed.length);
  }

  private static byte[] open(
      byte[] command, int nonceAt, int boxAt, String prefix, byte[] publicKey, byte[] secretKey)
      throws IOException {
    byte[] nonce =
        ByteBuffer.allocate(24).put(prefix.getBytes(US_ASCII)).put(command, nonceAt, 16).array();
    byte[] boxed = new byte[PAD + command.length - boxAt];
    System.arraycopy(command, boxAt, boxed, PAD, command.length - boxAt);
    byte[] plain = new byte[boxed.length];
    if (CurveBox.open(plain, boxed, boxed.length, nonce, publicKey, secretKey) != 0) {
      throw new IOException("welcome does not open");
    }
    return Arrays.copyOfRange(plain, 2 * PAD, plain.length);
  }

  /** Reads until the end of the stream; false when it does not come. */
  boolean isClosedByTheServer() {
    try {
      while (in.read() >= 0) {
        // Whatever was on its way.
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
