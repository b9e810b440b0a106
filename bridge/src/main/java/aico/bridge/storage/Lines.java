package aico.bridge.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Whole lines at the end of a file. */
final class Lines {
  private static final int LOOK_BYTES = 64 * 1024;

  private Lines() {}

  /** Writes and syncs; what could not be written whole is taken back. */
  static void append(FileChannel channel, long at, ByteBuffer bytes) throws IOException {
    try {
      long position = at;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
      channel.force(false);
    } catch (IOException full) {
      channel.truncate(at);
      throw full;
    }
  }

  /** Where the last whole line ends: behind it lies what a crash left, if anything does. */
  static long wholeLength(FileChannel channel) throws IOException {
    long end = channel.size();
    while (end > 0) {
      int size = (int) Math.min(LOOK_BYTES, end);
      ByteBuffer look = ByteBuffer.allocate(size);
      long from = end - size;
      while (look.hasRemaining() && channel.read(look, from + look.position()) >= 0) {
        // until the piece is there
      }
      for (int i = look.position() - 1; i >= 0; i--) {
        if (look.get(i) == '\n') {
          return from + i + 1;
        }
      }
      end = from;
    }
    return 0;
  }
}
