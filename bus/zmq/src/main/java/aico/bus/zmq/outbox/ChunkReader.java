package aico.bus.zmq.outbox;

import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

  /** The sequence of the record at the position. */
  long sequence() {
    return sequence;
  }

  /** As many records as fit, or null when the first does not. */
  @Nullable Chunk take(int maxBytes, long credit) throws IOException {
    long first = sequence;
    int room = (int) Math.min(maxBytes, segment.durableBytes - position);
    ByteBuffer out = ByteBuffer.allocate(room);
    long left = credit;
    while (sequence <= segment.lastSequence) {
      int length = length();
      long cost = Integer.BYTES + length + (long) Limits.RECORD_COST_BYTES;
      if (out.remaining() < Integer.BYTES + length || left < cost) {
        break;
      }
      left -= cost;
      out.putInt(length);
      int at = (int) (position - bufferStart) + Segment.FRAME_OVERHEAD_BYTES;
      out.put(buffer, at, length);
      position += Segment.FRAME_OVERHEAD_BYTES + length;
      sequence++;
    }
    if (sequence == first) {
      return null;
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
