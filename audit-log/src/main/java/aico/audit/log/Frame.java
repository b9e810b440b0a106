package aico.audit.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A leaf as it stands in a segment: {@code [u32 length][u32 crc32c][leaf]}, big-endian; the
 * checksum covers the length and the leaf, so that a flipped length is seen as such.
 */
public final class Frame {
  public static final int HEADER_BYTES = 8;

  /** What an entry bundle's u16 length can name (C2SP tlog-tiles, "Log entries"). */
  public static final int LEAF_MAX_BYTES = 65_535;

  private Frame() {}

  /** Appends the frame of a leaf; the buffer must have room for it. */
  public static void put(ByteBuffer out, byte[] leaf) {
    if (leaf.length == 0 || leaf.length > LEAF_MAX_BYTES) {
      throw new IllegalArgumentException(
          "leaf: " + leaf.length + " bytes (expected: 1 to " + LEAF_MAX_BYTES + ")");
    }
    out.putInt(leaf.length).putInt(crc(leaf.length, leaf)).put(leaf);
  }

  /** Whether a length read from a frame can be one. */
  static boolean isLength(int length) {
    return length > 0 && length <= LEAF_MAX_BYTES;
  }

  static int crc(int length, byte[] leaf) {
    CRC32C crc = new CRC32C();
    crc.update(length >>> 24);
    crc.update(length >>> 16);
    crc.update(length >>> 8);
    crc.update(length);
    crc.update(leaf, 0, leaf.length);
    return (int) crc.getValue();
  }
}
