package aico.bus.zmq.outbox;

import aico.bus.crypto.HashChain;
import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The one thread that writes: all that has gathered, then one sync. Never interrupted. A write that
 * fails, as on a full disk, is taken back and its records are refused; the next may go through.
 */
final class OutboxWriter implements Runnable {
  /** Holds the longest frame; a batch goes out in several writes before its sync. */
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Who else waits for a block on the full disk may have been there first, but hardly so often. */
  private static final int RELEASES_MAX = 4;

  private final Outbox outbox;
  private final DiskReserve reserve;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private HashChain chain;
  private long sequence;

  OutboxWriter(Outbox outbox, byte[] hash) {
    this.outbox = outbox;
    reserve = new DiskReserve(outbox.folder());
    chain = new HashChain(hash, Limits.RECORD_BYTES);
    sequence = outbox.active().lastSequence;
    if (BUFFER_BYTES < Limits.RECORD_BYTES + Segment.FRAME_OVERHEAD_BYTES) {
      throw new IllegalStateException("the buffer is too small");
    }
  }

  @Override
  public void run() {
    List<Outbox.Waiting> batch = List.of();
    try (OpenSegment open = new OpenSegment(outbox.active().openForAppend())) {
      reserve.fill();
      while ((batch = outbox.take()) != null) {
        try {
          store(open, batch);
          reserve.fillIfShort();
        } catch (NotWritten e) {
          spend(open, batch, e);
        }
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      outbox.failed(batch == null ? List.of() : batch, refusal(e));
    }
  }

  /** What may use the reserve gets as much of it as it needs; the rest is refused. */
  private void spend(OpenSegment open, List<Outbox.Waiting> batch, NotWritten full)
      throws IOException {
    outbox.refused(of(Reserve.NONE, batch), refusal(full));
    for (Reserve part : List.of(Reserve.CLOSING, Reserve.OPENING)) {
      List<Outbox.Waiting> entitled = of(part, batch);
      if (!entitled.isEmpty()) {
        spend(open, entitled, part);
      }
    }
  }

  private void spend(OpenSegment open, List<Outbox.Waiting> entitled, Reserve part)
      throws IOException {
    long bytes = entitled.stream().mapToLong(Outbox.Waiting::bytes).sum();
    for (int tries = 1; ; tries++) {
      try {
        reserve.release(bytes, part);
        store(open, entitled);
        return;
      } catch (NotWritten again) {
        if (tries == RELEASES_MAX) {
          outbox.refused(entitled, refusal(again));
          return;
        }
      }
    }
  }

  private static List<Outbox.Waiting> of(Reserve part, List<Outbox.Waiting> batch) {
    return batch.stream().filter(entry -> entry.reserve() == part).toList();
  }

  private OutboxException refusal(Exception cause) {
    return new OutboxException(outbox.folder(), "cannot be written: " + cause.getMessage(), cause);
  }

  private void store(OpenSegment open, List<Outbox.Waiting> batch) throws IOException {
    Head before = new Head(sequence, chain.current());
    if (outbox.active().durableBytes >= Segment.ROLL_BYTES) {
      outbox.roll(before);
      open.replace(outbox.active().openForAppend());
    }
    long bytes;
    try {
      bytes = write(open.channel, batch);
    } catch (IOException e) {
      open.channel.truncate(outbox.active().durableBytes);
      chain = new HashChain(before.hash(), Limits.RECORD_BYTES);
      sequence = before.sequence();
      throw new NotWritten(e);
    }
    open.channel.force(false);
    outbox.durable(batch, bytes, new Head(sequence, chain.current()));
  }

  private long write(FileChannel channel, List<Outbox.Waiting> batch) throws IOException {
    long bytes = 0;
    buffer.clear();
    for (Outbox.Waiting entry : batch) {
      for (byte[] record : entry.records()) {
        if (buffer.remaining() < Segment.FRAME_OVERHEAD_BYTES + record.length) {
          Segment.writeFully(channel, buffer.flip());
          buffer.clear();
        }
        frame(record);
        bytes += Segment.FRAME_OVERHEAD_BYTES + record.length;
      }
    }
    Segment.writeFully(channel, buffer.flip());
    return bytes;
  }

  private void frame(byte[] record) {
    sequence++;
    int start = buffer.position();
    buffer.putInt(record.length).putInt(0).putLong(sequence).put(record);
    crc.reset();
    crc.update(buffer.slice(start + 2 * Integer.BYTES, Long.BYTES + record.length));
    buffer.putInt(start + Integer.BYTES, (int) crc.getValue());
    chain.add(record, 0, record.length);
  }

  /** The file being written to. */
  private static final class OpenSegment implements AutoCloseable {
    private FileChannel channel;

    OpenSegment(FileChannel channel) {
      this.channel = channel;
    }

    void replace(FileChannel next) throws IOException {
      channel.close();
      channel = next;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
