package aico.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The first 40 bytes of a segment: magic, version, first sequence, log id, CRC-32C.
 *
 * @param firstSequence the sequence of the segment's first leaf; also its name
 * @param logId 16 bytes as 32 hex digits: a segment of another log is refused
 */
public record SegmentHeader(long firstSequence, String logId) {
  public static final int SIZE_BYTES = 40;
  public static final int VERSION = 1;

  private static final byte[] MAGIC = "aicoseg\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LOG_ID_BYTES = 16;
  private static final int CRC_OFFSET = SIZE_BYTES - Integer.BYTES;

  /** The header's bytes. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(SIZE_BYTES);
    out.put(MAGIC).putInt(VERSION).putLong(firstSequence).put(HexFormat.of().parseHex(logId));
    out.putInt(crc(out.array()));
    return out.array();
  }

  /**
   * Reads a header.
   *
   * @param bytes the first 40 bytes of the file
   * @throws DamagedLog when they are no header, or not this file's
   * @throws AuditLogException when a newer version wrote them
   */
  static SegmentHeader decode(Path file, long expectedFirst, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DamagedLog(file, 0, expectedFirst, "magic: not a segment");
    }
    int version = in.getInt();
    long first = in.getLong();
    byte[] logId = new byte[LOG_ID_BYTES];
    in.get(logId);
    if (in.getInt() != crc(bytes)) {
      throw new DamagedLog(file, CRC_OFFSET, expectedFirst, "header: crc32c mismatch");
    }
    if (version != VERSION) {
      throw new AuditLogException(file + ": version: " + version + " (expected: " + VERSION + ")");
    }
    if (first != expectedFirst) {
      throw new DamagedLog(
          file,
          MAGIC.length + Integer.BYTES,
          expectedFirst,
          "first sequence: " + first + " (expected: " + expectedFirst + ")");
    }
    return new SegmentHeader(first, HexFormat.of().formatHex(logId));
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
