package aico.key.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Room on the disk for a small file that has to be written when there is none left: that somebody
 * locked. Best effort, as what is given back is free for everybody.
 */
final class Reserve {
  static final String FILE = "reserve";

  /** A draft, and what the file system keeps about it. */
  private static final int BYTES = 16 * 1024;

  private final Path file;

  Reserve(Path folder) {
    file = folder.resolve(FILE);
  }

  /** Sets the room aside as far as the disk has it. */
  void fill() {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      long there = channel.size();
      if (there < BYTES) {
        // Zeros, since nothing is set aside behind a hole.
        ByteBuffer zeros = ByteBuffer.allocate((int) (BYTES - there));
        while (zeros.hasRemaining()) {
          channel.write(zeros, there + zeros.position());
        }
        channel.force(true);
      }
    } catch (IOException full) {
      // What is set aside by now has to do; the next one tries again.
    }
  }

  /** Gives the room back. */
  void release() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.force(true);
    }
  }
}
