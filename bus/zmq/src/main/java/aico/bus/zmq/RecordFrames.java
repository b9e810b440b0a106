package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import aico.bus.zmq.outbox.Chunk;
import aico.bus.zmq.outbox.Head;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What goes over a records topic; the tables stand in {@code bus/PROTOCOL.md}. */
sealed interface RecordFrames {
  int FRAMES = 2;

  /** The largest header: that of HELLO. */
  int HEADER_BYTES = 100;

  int VERSION = 1;
  int HELLO = 1;
  int WELCOME = 2;
  int BATCH = 3;
  int ACK = 4;
  int ERROR = 5;

  List<byte[]> encode();

  /** Producer: who I am and where my trail begins and ends. */
  record Hello(String incarnation, Head base, Head head) implements RecordFrames {
    @Override
    public List<byte[]> encode() {
      return List.of(
          header(HELLO, incarnation, 100)
              .putLong(base.sequence())
              .put(base.hash())
              .putLong(head.sequence())
              .put(head.hash())
              .array());
    }
  }

  /** Receiver: go on after this record, with at most so much of {@link RecordCredit} under way. */
  record Welcome(String incarnation, long acknowledged, int credit) implements RecordFrames {
    @Override
    public List<byte[]> encode() {
      return List.of(header(WELCOME, incarnation, 32).putLong(acknowledged).putInt(credit).array());
    }
  }

  /** Producer: records, in the second frame as u32be length and payload each. */
  record Batch(String incarnation, Chunk chunk) implements RecordFrames {
    @Override
    public List<byte[]> encode() {
      return List.of(
          header(BATCH, incarnation, 32)
              .putLong(chunk.firstSequence())
              .putInt(chunk.count())
              .array(),
          chunk.records());
    }
  }

  /** Receiver: everything up to this record is stored. */
  record Ack(String incarnation, long sequence, int credit) implements RecordFrames {
    @Override
    public List<byte[]> encode() {
      return List.of(header(ACK, incarnation, 32).putLong(sequence).putInt(credit).array());
    }
  }

  /** Receiver: nothing more is taken on this connection before another HELLO. */
  record Refusal(String incarnation, String message) implements RecordFrames {
    @Override
    public List<byte[]> encode() {
      return List.of(
          header(ERROR, incarnation, 20).array(), message.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static ByteBuffer header(int kind, String incarnation, int bytes) {
    return ByteBuffer.allocate(bytes)
        .put((byte) VERSION)
        .put((byte) kind)
        .putShort((short) 0)
        .put(Hex.decode(incarnation));
  }

  /** The message, or {@link InvalidField}. */
  static RecordFrames decode(List<byte[]> frames) {
    byte[] header = frames.getFirst();
    if (header.length < 20 || header[0] != VERSION || header[2] != 0 || header[3] != 0) {
      throw new InvalidField("header", "expected: version 1, at least 20 bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(header, 4, header.length - 4);
    byte[] id = new byte[16];
    in.get(id);
    String incarnation = Hex.encode(id);
    try {
      RecordFrames message =
          switch (header[1]) {
            case HELLO -> new Hello(incarnation, head(in), head(in));
            case WELCOME -> new Welcome(incarnation, sequence(in), in.getInt());
            case BATCH -> {
              long first = sequence(in);
              yield new Batch(incarnation, new Chunk(first, in.getInt(), second(frames)));
            }
            case ACK -> new Ack(incarnation, sequence(in), in.getInt());
            case ERROR ->
                new Refusal(incarnation, new String(second(frames), StandardCharsets.UTF_8));
            default -> throw new InvalidField("kind", header[1] + " (expected: 1 to 5)");
          };
      if (in.hasRemaining()) {
        throw new InvalidField("header", in.remaining() + " bytes too long");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw new InvalidField("header", "too short");
    }
  }

  private static Head head(ByteBuffer in) {
    long sequence = sequence(in);
    byte[] hash = new byte[32];
    in.get(hash);
    return new Head(sequence, hash);
  }

  private static long sequence(ByteBuffer in) {
    long sequence = in.getLong();
    if (sequence < 0) {
      throw new InvalidField("sequence", "out of bounds");
    }
    return sequence;
  }

  private static byte[] second(List<byte[]> frames) {
    if (frames.size() != 2) {
      throw new InvalidField("frames", frames.size() + " (expected: 2)");
    }
    return frames.get(1);
  }

  /** The records of a batch, or {@link InvalidField}. */
  static List<byte[]> records(Chunk chunk) {
    if (chunk.count() < 1
        || chunk.count() > chunk.records().length / Integer.BYTES
        || chunk.firstSequence() < 1
        || chunk.firstSequence() > Long.MAX_VALUE - chunk.count()) {
      throw new InvalidField("batch", "count or sequence out of bounds");
    }
    ByteBuffer in = ByteBuffer.wrap(chunk.records());
    List<byte[]> records = new ArrayList<>(chunk.count());
    for (int i = 0; i < chunk.count(); i++) {
      int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
      if (length < 0 || length > Limits.RECORD_BYTES || length > in.remaining()) {
        throw new InvalidField("batch", "record " + i + " is cut off or too long");
      }
      byte[] record = new byte[length];
      in.get(record);
      records.add(record);
    }
    if (in.hasRemaining()) {
      throw new InvalidField("batch", in.remaining() + " bytes too long");
    }
    return records;
  }
}
