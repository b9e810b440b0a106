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

  private TornTail() {}

  /** Whether no whole frame follows behind the broken one at this offset. */
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
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
