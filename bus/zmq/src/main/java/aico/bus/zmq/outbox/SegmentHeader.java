package aico.bus.zmq.outbox;

import aico.bus.crypto.HashChain;
import aico.bus.zmq.OutboxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first 72 bytes of a segment, version 1: {@code AICOOUTB}, u32be version, incarnation (16),
 * u64be first sequence, chain hash before it (32), u32be CRC-32C of all that.
 */
@SuppressWarnings("ArrayRecordComponent")
record SegmentHeader(byte[] incarnation, long firstSequence, byte[] hashBefore) {
  static final int BYTES = 72;
  static final int INCARNATION_BYTES = 16;
  private static final byte[] MAGIC = "AICOOUTB".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  byte[] encode() {
    ByteBuffer out =
        ByteBuffer.allocate(BYTES)
            .put(MAGIC)
            .putInt(VERSION)
            .put(incarnation)
            .putLong(firstSequence)
            .put(hashBefore);
    return out.putInt(checksum(out.array())).array();
  }

  static SegmentHeader decode(Path file, byte[] bytes) {
    if (bytes.length < BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new OutboxException(file, "header: not that of an outbox segment");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, BYTES - MAGIC.length);
    int version = in.getInt();
    if (version != VERSION) {
      throw new OutboxException(file, "version: " + version + " (expected: " + VERSION + ")");
    }
    byte[] incarnation = new byte[INCARNATION_BYTES];
    in.get(incarnation);
    long firstSequence = in.getLong();
    byte[] hashBefore = new byte[HashChain.HASH_BYTES];
    in.get(hashBefore);
    if (in.getInt() != checksum(bytes)) {
      throw new OutboxException(file, "header: checksum does not match");
    }
    return new SegmentHeader(incarnation, firstSequence, hashBefore);
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }
}
