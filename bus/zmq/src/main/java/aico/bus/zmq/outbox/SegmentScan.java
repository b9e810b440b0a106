package aico.bus.zmq.outbox;

import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads a segment at start. In the last segment, an incomplete frame at the end, or one that misses
 * sectors, is what a crash in the middle of a write leaves behind, and is cut off: it was never
 * said to be durable. Everything else that does not add up is damage, and refused.
 */
final class SegmentScan {
  /** What a disk writes as a whole, or not at all. */
  private static final int SECTOR_BYTES = 512;

  /** A frame begins with a length, which is not zero, and a record ends with no zero byte. */
  private static final int HOLE_MIN_BYTES = 4;

  private SegmentScan() {}

  /**
   * Reads all frames into the chain.
   *
   * @param last whether a torn end may be cut off
   */
  static Segment read(Path file, boolean last, ChainHashes chain) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    SegmentHeader header = SegmentHeader.decode(file, bytes);
    chain.begin(file, header);
    int position = SegmentHeader.BYTES;
    long sequence = header.firstSequence() - 1;
    while (position < bytes.length) {
      int length = frameLength(bytes, bytes.length, position, sequence + 1);
      if (length < 0) {
        cutOff(file, bytes, position, sequence + 1, last);
        break;
      }
      chain.add(bytes, position + Segment.FRAME_OVERHEAD_BYTES, length);
      position += Segment.FRAME_OVERHEAD_BYTES + length;
      sequence++;
    }
    return new Segment(file, header, sequence, position);
  }

  /** The payload's length when a whole frame with this sequence stands here, else -1. */
  static int frameLength(byte[] bytes, int end, int position, long sequence) {
    if (end - position < Segment.FRAME_OVERHEAD_BYTES) {
      return -1;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, position, Segment.FRAME_OVERHEAD_BYTES);
    int length = in.getInt();
    int checksum = in.getInt();
    if (length < 0
        || length > Limits.RECORD_BYTES
        || end - position - Segment.FRAME_OVERHEAD_BYTES < length
        || in.getLong() != sequence) {
      return -1;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, position + 2 * Integer.BYTES, Long.BYTES + length);
    return (int) crc.getValue() == checksum ? length : -1;
  }

  private static void cutOff(Path file, byte[] bytes, int position, long sequence, boolean last)
      throws IOException {
    if (!last) {
      throw new OutboxException(file, "record " + sequence + " at byte " + position + ": damaged");
    }
    // A torn write has nothing whole behind it, or misses sectors before what is.
    for (int i = position + 1; i < bytes.length; i++) {
      if (laterFrame(bytes, i, sequence)) {
        if (missesSector(bytes, position, i)) {
          break;
        }
        throw new OutboxException(
            file, "record " + sequence + " at byte " + position + ": damaged");
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(position);
      channel.force(true);
    }
  }

  /**
   * Whether all that lies in one sector between two places is zero. A power cut may leave any
   * sectors of a write and zeros for the others; what damages a frame that was there leaves no such
   * hole.
   */
  private static boolean missesSector(byte[] bytes, int from, int to) {
    int begin = from;
    while (begin < to) {
      int end = Math.min(to, (begin / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (end - begin >= HOLE_MIN_BYTES
          && Arrays.equals(bytes, begin, end, new byte[end - begin], 0, end - begin)) {
        return true;
      }
      begin = end;
    }
    return false;
  }

  private static boolean laterFrame(byte[] bytes, int position, long after) {
    if (bytes.length - position < Segment.FRAME_OVERHEAD_BYTES) {
      return false;
    }
    long sequence = ByteBuffer.wrap(bytes, position + 2 * Integer.BYTES, Long.BYTES).getLong();
    return sequence > after
        && sequence - after <= bytes.length
        && frameLength(bytes, bytes.length, position, sequence) >= 0;
  }
}
