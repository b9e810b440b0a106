package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads one segment from front to back. Not safe for use by several threads. Reads while the
 * service appends: a frame that is not whole yet is {@link Broken}, and {@link #next} may be called
 * again later.
 */
public final class SegmentReader implements AutoCloseable {
  /** Holds some ten ordinary events; grows for one that is larger, so many readers stay cheap. */
  private static final int BUFFER_BYTES = 8192;

  private final Path file;
  private final FileChannel channel;
  private final SegmentHeader header;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long bufferEnd = SegmentHeader.SIZE_BYTES;
  private long offset = SegmentHeader.SIZE_BYTES;
  private long nextIndex;

  /** What stands at the reader's place. */
  public sealed interface Read {}

  /** A whole frame. */
  public record Whole(long index, byte[] leaf) implements Read {}

  /** Nothing more, as of now. */
  public record EndOfSegment() implements Read {}

  /** Bytes that are no whole frame; the reader stays where it is. */
  public record Broken(long offset, long index, String reason) implements Read {}

  private SegmentReader(Path file, FileChannel channel, SegmentHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.nextIndex = header.firstSequence();
  }

  /**
   * Opens a segment and checks its header.
   *
   * @throws DamagedLog when the header is damaged or cut short
   * @throws AuditLogException when a newer version wrote it
   */
  public static SegmentReader open(Path file, long expectedFirst) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        ByteBuffer head = ByteBuffer.allocate(SegmentHeader.SIZE_BYTES);
        readFully(channel, head, 0);
        if (head.hasRemaining()) {
          throw new DamagedLog(file, head.position(), expectedFirst, "header: cut short");
        }
        return new SegmentReader(
            file, channel, SegmentHeader.decode(file, expectedFirst, head.array()));
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a segment at a frame.
   *
   * @param index the sequence of the leaf there
   * @param offset where its frame begins
   */
  static SegmentReader openAt(Path file, long expectedFirst, long index, long offset) {
    SegmentReader reader = open(file, expectedFirst);
    reader.nextIndex = index;
    reader.offset = offset;
    reader.bufferEnd = offset;
    return reader;
  }

  public SegmentHeader header() {
    return header;
  }

  public Path file() {
    return file;
  }

  /** Where the next frame starts, in bytes from the start of the file. */
  public long offset() {
    return offset;
  }

  /** The sequence of the next leaf. */
  public long nextIndex() {
    return nextIndex;
  }

  /** The next frame. */
  public Read next() {
    try {
      if (!have(Frame.HEADER_BYTES)) {
        return buffer.hasRemaining() ? broken("frame: cut short") : new EndOfSegment();
      }
      int length = buffer.getInt(buffer.position());
      if (!Frame.isLength(length)) {
        return broken("length: " + Integer.toUnsignedString(length));
      }
      if (!have(Frame.HEADER_BYTES + length)) {
        return broken("frame: cut short");
      }
      int crc = buffer.getInt(buffer.position() + Integer.BYTES);
      byte[] leaf = new byte[length];
      buffer.get(buffer.position() + Frame.HEADER_BYTES, leaf);
      if (crc != Frame.crc(length, leaf)) {
        return broken("crc32c mismatch");
      }
      buffer.position(buffer.position() + Frame.HEADER_BYTES + length);
      offset += Frame.HEADER_BYTES + length;
      return new Whole(nextIndex++, leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops what was read ahead, so that the next read sees what was written meanwhile. */
  private Broken broken(String reason) {
    buffer.limit(buffer.position());
    bufferEnd = offset;
    return new Broken(offset, nextIndex, reason);
  }

  /** Fills the buffer until it holds so many bytes from the current frame on, if the file does. */
  private boolean have(int sizeBytes) throws IOException {
    if (buffer.remaining() >= sizeBytes) {
      return true;
    }
    if (sizeBytes > buffer.capacity()) {
      buffer = ByteBuffer.allocate(sizeBytes).put(buffer);
    } else {
      buffer.compact();
    }
    int had = buffer.position();
    readFully(channel, buffer, bufferEnd);
    bufferEnd += buffer.position() - had;
    buffer.flip();
    return buffer.remaining() >= sizeBytes;
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        return;
      }
      at += read;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
