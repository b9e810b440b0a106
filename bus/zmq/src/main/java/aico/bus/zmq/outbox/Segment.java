package aico.bus.zmq.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One file of the outbox. What is said of it is durable; guarded by the outbox's lock. */
final class Segment {
  /** Big enough that its two syncs do not count, small enough to give space back early. */
  static final long ROLL_BYTES = 4L * 1024 * 1024;

  static final String SUFFIX = ".seg";
  static final String UNFINISHED = ".next";

  /** u32be length, u32be CRC-32C of sequence and payload, u64be sequence. */
  static final int FRAME_OVERHEAD_BYTES = 16;

  final Path file;
  final SegmentHeader header;
  long lastSequence;
  long durableBytes;
  private @Nullable FileChannel reader;

  Segment(Path file, SegmentHeader header, long lastSequence, long durableBytes) {
    this.file = file;
    this.header = header;
    this.lastSequence = lastSequence;
    this.durableBytes = durableBytes;
  }

  /**
   * Makes a segment whose header is durable before it has its name.
   *
   * @throws NotWritten when there is none under its name
   */
  static Segment create(Path folder, SegmentHeader header) throws IOException {
    Path file = folder.resolve("%020d%s".formatted(header.firstSequence(), SUFFIX));
    Path next = folder.resolve(file.getFileName() + UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, ByteBuffer.wrap(header.encode()));
      channel.force(true);
    } catch (IOException e) {
      throw new NotWritten(e);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(folder);
    return new Segment(file, header, header.firstSequence() - 1, SegmentHeader.BYTES);
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Opens it for appending at its durable end. */
  FileChannel openForAppend() throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.position(durableBytes);
    return channel;
  }

  /** Reads at a position, up to {@code limit} bytes. */
  int read(byte[] into, long position, int limit) throws IOException {
    FileChannel channel = reader;
    if (channel == null) {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      reader = channel;
    }
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, limit);
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, position + buffer.position());
      if (n < 0) {
        break;
      }
    }
    return buffer.position();
  }

  void closeReader() throws IOException {
    FileChannel channel = reader;
    reader = null;
    if (channel != null) {
      channel.close();
    }
  }
}
