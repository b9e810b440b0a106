package aico.bus.zmq.outbox;

import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Disk space set aside in the file {@code reserve}, so that a lock, and an unlock, can be recorded
 * on a full disk. It is given back a little at a time: what is free on a full disk is free for
 * everybody.
 */
final class DiskReserve {
  /** Some dozens of records, a block or two of the file system for each. */
  static final int CLOSING_BYTES = 256 * 1024;

  /** As many that let somebody in: however many there are, the others keep theirs. */
  static final int BYTES = 2 * CLOSING_BYTES;

  static final String FILE = "reserve";

  /** Of the file system, and as much again for what it keeps about the file. */
  private static final long BLOCK_BYTES = 4096;

  /** On a disk that stays full, filling is not tried with each record. */
  private static final long FILL_PAUSE_NS = TimeUnit.MINUTES.toNanos(1);

  private final Path file;
  private boolean isShort;
  private long triedNs;

  DiskReserve(Path folder) {
    file = folder.resolve(FILE);
  }

  /** Sets the space aside as far as the disk has it. */
  void fill() {
    triedNs = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long missing = BYTES - channel.size();
      if (missing > 0) {
        // Zeros, since the blocks behind a hole are not set aside.
        channel.position(channel.size());
        Segment.writeFully(channel, ByteBuffer.allocate((int) missing));
        channel.force(true);
      }
      isShort = false;
    } catch (IOException full) {
      isShort = true;
    }
  }

  /** Fills it again, some time after it was used. */
  void fillIfShort() {
    if (isShort && System.nanoTime() - triedNs > FILL_PAUSE_NS) {
      fill();
    }
  }

  /**
   * Gives back what a write of this size may need.
   *
   * @throws NotWritten when the part of such records is used up
   */
  void release(long bytes, Reserve part) throws NotWritten {
    long given = (bytes + 2 * BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long left = channel.size() - given;
      if (part == Reserve.OPENING && left < CLOSING_BYTES) {
        throw new IOException("No space left on device, nor in the part set aside for unlocking");
      }
      isShort = true;
      triedNs = System.nanoTime();
      channel.truncate(Math.max(0, left));
      channel.force(true);
    } catch (IOException e) {
      throw new NotWritten(e);
    }
  }
}
