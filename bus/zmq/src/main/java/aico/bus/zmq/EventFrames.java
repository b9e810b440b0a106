package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** An event as three frames; the table stands in {@code bus/PROTOCOL.md}. */
final class EventFrames {
  static final int FRAMES = 3;
  static final int INCARNATION_BYTES = 16;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 25;
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z_.]{0,63}");

  private EventFrames() {}

  static List<byte[]> encode(String type, byte[] incarnation, long sequence, byte[] body) {
    if (!TYPE.matcher(type).matches()) {
      throw new InvalidField("type", "expected: " + TYPE.pattern());
    }
    if (body.length > Limits.EVENT_BODY_BYTES) {
      throw new InvalidField(
          "body", body.length + " bytes (expected: <= " + Limits.EVENT_BODY_BYTES + ")");
    }
    return List.of(
        type.getBytes(StandardCharsets.US_ASCII),
        ByteBuffer.allocate(HEADER_BYTES)
            .put((byte) VERSION)
            .put(incarnation)
            .putLong(sequence)
            .array(),
        body);
  }

  /** The event, or {@link InvalidField}. A longer header and more fields are for newer readers. */
  static BusEvent decode(List<byte[]> frames) {
    if (frames.size() != FRAMES) {
      throw new InvalidField("frames", frames.size() + " (expected: 3)");
    }
    String type = new String(frames.get(0), StandardCharsets.US_ASCII);
    if (!TYPE.matcher(type).matches()) {
      throw new InvalidField("type", "expected: " + TYPE.pattern());
    }
    if (frames.get(1).length < HEADER_BYTES || frames.get(1)[0] != VERSION) {
      throw new InvalidField("header", "expected: version 1, at least 25 bytes");
    }
    ByteBuffer header = ByteBuffer.wrap(frames.get(1), 1, HEADER_BYTES - 1);
    byte[] incarnation = new byte[INCARNATION_BYTES];
    header.get(incarnation);
    long sequence = header.getLong();
    if (sequence < 0 || frames.get(2).length > Limits.EVENT_BODY_BYTES) {
      throw new InvalidField("event", "out of bounds");
    }
    return new BusEvent(
        type, Hex.encode(incarnation), sequence, Json.tolerant().tree(frames.get(2)));
  }
}
