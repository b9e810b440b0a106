package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells an append that a crash cut off from damage done to what was whole. */
final class TornTail {
  /**
   * How far behind a broken frame a whole one is looked for. The largest possible batch of the
   * writer fits; what lies further was synced before the broken frame was written.
   */
  private static final int LOOK_BEHIND_BYTES = 32 << 20;

  /** What a disk writes as a whole, or not at all. */
  private static final int SECTOR_BYTES = 512;

  /**
   * A leaf has no zero byte and its length has one that is not: so many in a row are no frame's.
   */
  private static final int HOLE_MIN_BYTES = 4;

  private TornTail() {}

  /**
   * Whether no whole frame follows behind the broken one at this offset; or one does, but the
   * broken one misses a sector: a power cut may leave any sectors of an append and zeros for the
   * others, while what damages a frame that was there leaves no such hole.
   */
  static boolean isTorn(Path file, long brokenOffset) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long rest = channel.size() - brokenOffset;
      if (rest > LOOK_BEHIND_BYTES) {
        return false;
      }
      ByteBuffer tail = ByteBuffer.allocate((int) Math.max(0, rest));
      while (tail.hasRemaining() && channel.read(tail, brokenOffset + tail.position()) >= 0) {}
      tail.flip();
      for (int at = 1; at + Frame.HEADER_BYTES < tail.limit(); at++) {
        if (isWholeFrame(tail, at)) {
          return missesSector(tail, at, brokenOffset);
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether, up to a place in the tail, all that lies in one sector of the file is zero. */
  private static boolean missesSector(ByteBuffer tail, int to, long offset) {
    int begin = 0;
    while (begin < to) {
      int left = (int) (SECTOR_BYTES - (offset + begin) % SECTOR_BYTES);
      int end = Math.min(to, begin + left);
      if (end - begin >= HOLE_MIN_BYTES
          && tail.slice(begin, end - begin).equals(ByteBuffer.allocate(end - begin))) {
        return true;
      }
      begin = end;
    }
    return false;
  }

  /** Whether a segment's header was never finished: too short, or zeros, and nothing behind it. */
  static boolean isTornHeader(Path file) {
    try {
      if (Files.size(file) > SegmentHeader.SIZE_BYTES) {
        return false;
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < SegmentHeader.SIZE_BYTES) {
        return true;
      }
      for (byte b : bytes) {
        if (b != 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWholeFrame(ByteBuffer tail, int at) {
    int length = tail.getInt(at);
    int leafAt = at + Frame.HEADER_BYTES;
    // Every leaf starts with a brace and a quote: spares nearly all checksums.
    if (!Frame.isLength(length)
        || leafAt + length > tail.limit()
        || tail.get(leafAt) != '{'
        || length < 2
        || tail.get(leafAt + 1) != '"') {
      return false;
    }
    byte[] leaf = new byte[length];
    tail.get(leafAt, leaf);
    return tail.getInt(at + Integer.BYTES) == Frame.crc(length, leaf);
  }
}
