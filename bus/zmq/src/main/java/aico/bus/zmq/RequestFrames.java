package aico.bus.zmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, reply or error as five frames; the table stands in {@code bus/PROTOCOL.md}.
 *
 * @param kind {@link #REQUEST}, {@link #REPLY} or {@link #ERROR}
 * @param correlation 16 bytes, chosen by the client
 * @param deadlineMs how long the client waits; 0 in replies
 * @param wireName of the request, in replies too
 * @param body JSON
 */
@SuppressWarnings("ArrayRecordComponent")
record RequestFrames(
    int kind,
    byte[] correlation,
    long deadlineMs,
    String wireName,
    byte[] body,
    @Nullable String token,
    byte @Nullable [] sealed) {
  static final int FRAMES = 5;
  static final int REQUEST = 1;
  static final int REPLY = 2;
  static final int ERROR = 3;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 24;
  private static final int CORRELATION_BYTES = 16;
  private static final int WIRE_NAME_BYTES = 64;
  private static final byte[] EMPTY = {};

  /** Frames that are not what they should be. */
  static final class Malformed extends Exception {
    private final boolean answerable;

    Malformed(String message, boolean answerable) {
      super(message, null, false, false);
      this.answerable = answerable;
    }

    /** Whether the header could be read, so that an error reply finds its request. */
    boolean answerable() {
      return answerable;
    }
  }

  List<byte[]> encode() {
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put((byte) VERSION)
            .put((byte) kind)
            .putShort((short) 0)
            .put(correlation)
            .putInt((int) deadlineMs)
            .array();
    return List.of(
        header,
        wireName.getBytes(StandardCharsets.US_ASCII),
        body,
        token == null ? EMPTY : token.getBytes(StandardCharsets.US_ASCII),
        sealed == null ? EMPTY : sealed);
  }

  /** The correlation of frames whose header could be read. */
  static byte[] correlationOf(List<byte[]> frames) {
    return Arrays.copyOfRange(frames.getFirst(), 4, 4 + CORRELATION_BYTES);
  }

  static RequestFrames decode(List<byte[]> frames, int maxBodyBytes) throws Malformed {
    byte[] header = frames.getFirst();
    if (header.length != HEADER_BYTES) {
      throw new Malformed("header: " + header.length + " bytes (expected: 24)", false);
    }
    ByteBuffer in = ByteBuffer.wrap(header);
    int version = in.get();
    if (version != VERSION) {
      throw new Malformed("version: " + version + " (expected: 1)", true);
    }
    int kind = in.get();
    if (in.getShort() != 0 || kind < REQUEST || kind > ERROR) {
      throw new Malformed("kind: " + kind + " (expected: 1 to 3)", false);
    }
    byte[] correlation = new byte[CORRELATION_BYTES];
    in.get(correlation);
    long deadlineMs = Integer.toUnsignedLong(in.getInt());
    if (frames.size() != FRAMES) {
      throw new Malformed("frames: " + frames.size() + " (expected: 5)", true);
    }
    limit("wire name", frames.get(1), WIRE_NAME_BYTES);
    limit("body", frames.get(2), maxBodyBytes);
    limit("token", frames.get(3), Limits.TOKEN_BYTES);
    limit("sealed", frames.get(4), Limits.SEALED_BYTES);
    return new RequestFrames(
        kind,
        correlation,
        deadlineMs,
        ascii("wire name", frames.get(1)),
        frames.get(2),
        frames.get(3).length == 0 ? null : ascii("token", frames.get(3)),
        frames.get(4).length == 0 ? null : frames.get(4));
  }

  private static void limit(String name, byte[] frame, int maxBytes) throws Malformed {
    if (frame.length > maxBytes) {
      throw new Malformed(
          name + ": " + frame.length + " bytes (expected: <= " + maxBytes + ")", true);
    }
  }

  private static String ascii(String name, byte[] frame) throws Malformed {
    for (byte b : frame) {
      if (b < 0x21 || b > 0x7e) {
        throw new Malformed(name + ": not printable ASCII", true);
      }
    }
    return new String(frame, StandardCharsets.US_ASCII);
  }
}
