package aico.bus.zmq.outbox;

import aico.bus.zmq.OutboxException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over the frames of one segment through a buffer. */
final class ChunkReader {
  private final Segment segment;
  private final byte[] buffer;
  private long position;
  private long sequence;
  // What of the file the buffer holds.
  private long bufferStart;
  private int bufferBytes;

  ChunkReader(Segment segment, byte[] buffer, long position, long sequence) {
    this.segment = segment;
    this.buffer = buffer;
    this.position = position;
    this.sequence = sequence;
  }

  long position() {
    return position;
  }

  void skipTo(long target) throws IOException {
    while (sequence < target) {
      position += Segment.FRAME_OVERHEAD_BYTES + length();
      sequence++;
    }
  }

  /** At least one record, and no more than fit. */
  Chunk take(int maxBytes) throws IOException {
    long first = sequence;
    ByteBuffer out = ByteBuffer.allocate(maxBytes);
    while (sequence <= segment.lastSequence) {
      int length = length();
      if (out.remaining() < Integer.BYTES + length) {
        break;
      }
      out.putInt(length);
      int at = (int) (position - bufferStart) + Segment.FRAME_OVERHEAD_BYTES;
      out.put(buffer, at, length);
      position += Segment.FRAME_OVERHEAD_BYTES + length;
      sequence++;
    }
    if (sequence == first) {
      throw new IllegalArgumentException("record " + first + " is longer than " + maxBytes);
    }
    byte[] records = new byte[out.position()];
    out.flip().get(records);
    return new Chunk(first, (int) (sequence - first), records);
  }

  /** The payload length of the frame at the position, which then stands whole in the buffer. */
  private int length() throws IOException {
    long available = bufferStart + bufferBytes - position;
    int at = (int) (position - bufferStart);
    if (available < Segment.FRAME_OVERHEAD_BYTES
        || available < Segment.FRAME_OVERHEAD_BYTES + ByteBuffer.wrap(buffer).getInt(at)) {
      int limit = (int) Math.min(buffer.length, segment.durableBytes - position);
      bufferStart = position;
      bufferBytes = segment.read(buffer, position, limit);
      at = 0;
    }
    int length = SegmentScan.frameLength(buffer, bufferBytes, at, sequence);
    if (length < 0) {
      throw new OutboxException(
          segment.file, "record " + sequence + " at byte " + position + ": damaged");
    }
    return length;
  }
}
