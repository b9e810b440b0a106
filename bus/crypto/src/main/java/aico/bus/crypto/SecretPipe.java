package aico.bus.crypto;

import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Hands secrets to a child process on its standard input, as lines of lower-case hex, from locked
 * memory into a kernel pipe and nowhere else.
 *
 * <pre>{@code
 * try (SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
 *   process = new ProcessBuilder(command).redirectInput(pipe.redirect()).start();
 * }
 * }</pre>
 *
 * <p>The lines are in the pipe, and its write end is closed, before the child starts: the child
 * reads them and then the end. Starting opens the read end by its name below {@code /proc/self/fd},
 * so that the pipe may be closed as soon as the child runs; if the child never starts, closing
 * discards what was in it.
 */
public final class SecretPipe implements AutoCloseable {
  /** A pipe takes at least one page (4096 bytes) without a reader, so writing never waits. */
  public static final int MAX_TOTAL_BYTES = 4096;

  private final FileDescriptor readEnd;

  private SecretPipe(FileDescriptor readEnd) {
    this.readEnd = readEnd;
  }

  /**
   * A pipe that holds one line for each secret.
   *
   * @throws IllegalArgumentException when the lines together exceed {@link #MAX_TOTAL_BYTES}
   */
  public static SecretPipe holdingHexLines(SecretBytes... secrets) {
    int total = 0;
    for (SecretBytes secret : secrets) {
      total += 2 * secret.sizeBytes() + 1;
    }
    if (total > MAX_TOTAL_BYTES) {
      throw new IllegalArgumentException(
          "lines: %d bytes (expected: <= %d)".formatted(total, MAX_TOTAL_BYTES));
    }
    FileDescriptor[] ends = Libc.pipe();
    try (FileDescriptor writeEnd = ends[1]) {
      for (SecretBytes secret : secrets) {
        writeHexLine(writeEnd, secret);
      }
      return new SecretPipe(ends[0]);
    } catch (RuntimeException failed) {
      ends[0].close();
      throw failed;
    }
  }

  /**
   * A pipe that holds two lines: a text as it is, such as a password, and a secret in hex.
   *
   * @throws IllegalArgumentException as {@link #holdingHexLines}
   */
  public static SecretPipe holdingTextAndHexLine(SecretBytes text, SecretBytes secret) {
    int total = text.sizeBytes() + 1 + 2 * secret.sizeBytes() + 1;
    if (total > MAX_TOTAL_BYTES) {
      throw new IllegalArgumentException(
          "lines: %d bytes (expected: <= %d)".formatted(total, MAX_TOTAL_BYTES));
    }
    FileDescriptor[] ends = Libc.pipe();
    try (FileDescriptor writeEnd = ends[1];
        SecretBytes line = SecretBytes.allocate(text.sizeBytes() + 1)) {
      MemorySegment.copy(text.segment(), 0, line.segment(), 0, text.sizeBytes());
      line.segment().set(ValueLayout.JAVA_BYTE, text.sizeBytes(), (byte) '\n');
      Libc.writeAll(writeEnd.number(), line.segment(), "secret pipe");
      writeHexLine(writeEnd, secret);
      return new SecretPipe(ends[0]);
    } catch (RuntimeException failed) {
      ends[0].close();
      throw failed;
    }
  }

  private static void writeHexLine(FileDescriptor target, SecretBytes secret) {
    // Room for the NUL that libsodium writes, which then becomes the newline.
    int sizeBytes = 2 * secret.sizeBytes() + 1;
    try (SecretBytes line = SecretBytes.allocate(sizeBytes)) {
      MemorySegment memory = line.segment();
      Sodium.bin2hex(memory, secret.segment());
      memory.set(ValueLayout.JAVA_BYTE, sizeBytes - 1L, (byte) '\n');
      Libc.writeAll(target.number(), memory, "secret pipe");
    }
  }

  /** The read end as a file that this process, and only it, can open. */
  public Path readEnd() {
    return Path.of("/proc/self/fd", Integer.toString(readEnd.number()));
  }

  /** The read end as a child's standard input. */
  public Redirect redirect() {
    return Redirect.from(readEnd().toFile());
  }

  @Override
  public void close() {
    readEnd.close();
  }
}
