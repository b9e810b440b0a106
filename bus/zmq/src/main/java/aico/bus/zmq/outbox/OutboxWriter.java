package aico.bus.zmq.outbox;

import aico.bus.crypto.HashChain;
import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;

/** The one thread that writes: all that has gathered, then one sync. Never interrupted. */
final class OutboxWriter implements Runnable {
  /** Holds the longest frame; a batch goes out in several writes before its sync. */
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Outbox outbox;
  private final HashChain chain;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private long sequence;

  OutboxWriter(Outbox outbox, byte[] hash) {
    this.outbox = outbox;
    chain = new HashChain(hash, Limits.RECORD_BYTES);
    sequence = outbox.active().lastSequence;
    if (BUFFER_BYTES < Limits.RECORD_BYTES + Segment.FRAME_OVERHEAD_BYTES) {
      throw new IllegalStateException("the buffer is too small");
    }
  }

  @Override
  public void run() {
    List<Outbox.Waiting> batch = List.of();
    FileChannel channel = null;
    try {
      channel = outbox.active().openForAppend();
      while ((batch = outbox.take()) != null) {
        if (outbox.active().durableBytes >= Segment.ROLL_BYTES) {
          channel.close();
          outbox.roll(new Head(sequence, chain.current()));
          channel = outbox.active().openForAppend();
        }
        long bytes = write(channel, batch);
        channel.force(false);
        outbox.durable(batch, bytes, new Head(sequence, chain.current()));
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      outbox.failed(
          batch == null ? List.of() : batch,
          new OutboxException(outbox.folder(), "cannot be written: " + e.getMessage(), e));
    } finally {
      close(channel);
    }
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

  private static void close(@org.jspecify.annotations.Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      System.getLogger(OutboxWriter.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close a segment", e);
    }
  }
}
