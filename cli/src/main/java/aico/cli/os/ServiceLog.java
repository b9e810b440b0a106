package aico.cli.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The log file of one process. The process appends to it by itself, so that nothing is lost when
 * the supervisor is; the supervisor keeps it short: a log that has grown too long is copied to
 * {@code .log.1} and cut to nothing, and the process goes on appending.
 */
public final class ServiceLog {
  /** Days of a busy service; with the copy, twice that for each process. */
  static final long MAX_BYTES = 5L << 20;

  /** A person looks at the end of a log. */
  private static final int TAIL_BYTES = 16 * 1024;

  private final Path file;

  public ServiceLog(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  /** Makes the file if there is none; the folder around it says who gets to read it. */
  public void create() throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    }
  }

  public void keepShort() throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      Path old = file.resolveSibling(file.getFileName() + ".1");
      Files.copy(
          file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE))) {
        channel.truncate(0);
      }
    }
  }

  /** The last lines, for a message about what went wrong. */
  public List<String> lastLines(int count) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(0, channel.size() - TAIL_BYTES);
      ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
      channel.read(tail, from);
      List<String> lines =
          new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
