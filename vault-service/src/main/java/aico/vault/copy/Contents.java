package aico.vault.copy;

import aico.vault.FileTrees.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of files, through the two buffers of one thread. */
final class Contents {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private final ByteBuffer left = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer right = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** Writes the file anew; a part of nothing but zeros becomes a hole. */
  void copy(Path from, Path to, Watch watch) throws IOException {
    try (FileChannel source = open(from);
        FileChannel copy =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS)) {
      long at = 0;
      boolean hole = false;
      for (; fill(source, left) > 0; at += left.limit()) {
        watch.check();
        hole = left.mismatch(ZEROS.duplicate().limit(left.limit())) < 0;
        for (long place = at; !hole && left.hasRemaining(); ) {
          place += copy.write(left, place);
        }
        watch.done(0, left.limit());
      }
      if (hole) {
        copy.write(ZEROS.duplicate().limit(1), at - 1);
      }
    }
  }

  /** Whether both hold the same bytes. */
  boolean same(Path a, Path b, Watch watch) throws IOException {
    try (FileChannel first = open(a);
        FileChannel second = open(b)) {
      while (true) {
        watch.check();
        int count = fill(first, left);
        fill(second, right);
        if (left.mismatch(right) >= 0) {
          return false;
        }
        if (count == 0) {
          return true;
        }
        watch.done(0, count);
      }
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** As much as fits, less only at the end. */
  private static int fill(FileChannel source, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && source.read(buffer) >= 0) {
      // Until it is full or the file ends.
    }
    buffer.flip();
    return buffer.limit();
  }

  /** Whether two links lead to the same place, by the bytes of their text. */
  static boolean sameLink(Path a, Path b) throws IOException {
    return Files.readSymbolicLink(a).equals(Files.readSymbolicLink(b));
  }
}
