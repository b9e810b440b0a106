package aico.bus.crypto;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Lower-case hex: of public bytes as text, of secrets as bytes in locked memory. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** Two digits for each byte. For public bytes only. */
  public static String encode(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /**
   * The bytes of an even number of lower-case digits.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static byte[] decode(String digits) {
    byte[] bytes = FORMAT.parseHex(digits);
    if (!FORMAT.formatHex(bytes).equals(digits)) {
      throw new IllegalArgumentException("hex: upper case (expected: lower case)");
    }
    return bytes;
  }

  /** Two ASCII digits for each byte of the secret, as another secret. */
  public static SecretBytes encode(SecretBytes secret) {
    try (SecretBytes withNul = SecretBytes.allocate(2 * secret.sizeBytes() + 1)) {
      Sodium.bin2hex(withNul.segment(), secret.segment());
      return withNul.firstBytes(2 * secret.sizeBytes());
    }
  }

  /**
   * The bytes of an even number of lower-case ASCII digits in native memory.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SecretBytes decode(MemorySegment digits) {
    SecretBytes decoded = SecretBytes.allocate(Math.toIntExact(digits.byteSize() / 2));
    try {
      if (Sodium.hex2bin(decoded.segment(), digits)) {
        try (SecretBytes again = encode(decoded)) {
          if (Sodium.equal(again.segment(), digits)) {
            return decoded;
          }
        }
      }
    } catch (RuntimeException failed) {
      decoded.close();
      throw failed;
    }
    decoded.close();
    throw new IllegalArgumentException("hex: not pairs of lower-case digits");
  }

  /**
   * The bytes of digits that stand in a text of their own: one newline at its end is dropped.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SecretBytes decodeLine(SecretBytes text) {
    long size = text.sizeBytes();
    boolean line = size > 0 && text.at(size - 1) == '\n';
    return decode(text.segment().asSlice(0, line ? size - 1 : size));
  }
}
