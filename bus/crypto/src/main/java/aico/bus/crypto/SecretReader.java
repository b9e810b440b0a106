package aico.bus.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Reads from file descriptors into locked memory by read(2). */
final class SecretReader {
  private static final byte NEWLINE = '\n';

  private SecretReader() {}

  static SecretBytes readFile(Path file, int maxBytes) {
    try (FileDescriptor descriptor = Libc.open(file, Libc.O_RDONLY | Libc.O_CLOEXEC)) {
      return readAll(descriptor.number(), file.toString(), maxBytes);
    }
  }

  /** Everything up to the end. */
  static SecretBytes readAll(int descriptor, String source, int maxBytes) {
    try (SecretBytes scratch = SecretBytes.allocate(maxBytes + 1)) {
      MemorySegment room = scratch.segment();
      long filled = 0;
      while (filled < room.byteSize()) {
        long read = Libc.read(descriptor, room.asSlice(filled), source);
        if (read == 0) {
          return scratch.firstBytes((int) filled);
        }
        filled += read;
      }
      throw new SecretTooLongException(source, maxBytes);
    }
  }

  /**
   * One line without its newline, byte by byte so that nothing behind it is taken. A line that is
   * too long is read to its end before it is refused.
   */
  static SecretBytes readLine(int descriptor, String source, int maxBytes) {
    try (SecretBytes scratch = SecretBytes.allocate(maxBytes + 1)) {
      MemorySegment room = scratch.segment();
      long filled = 0;
      boolean tooLong = false;
      while (true) {
        MemorySegment next = room.asSlice(filled, 1);
        if (Libc.read(descriptor, next, source) == 0
            || next.get(ValueLayout.JAVA_BYTE, 0) == NEWLINE) {
          if (tooLong) {
            throw new SecretTooLongException(source, maxBytes);
          }
          return scratch.firstBytes((int) filled);
        }
        if (filled == maxBytes) {
          tooLong = true;
        } else {
          filled++;
        }
      }
    }
  }
}
