package aico.cli.storage;

import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** ZeroMQ's text form of keys (RFC 32/Z85): five characters for four bytes. */
final class Z85 {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

  private static final int BASE = 85;

  private Z85() {}

  /** A public key as text. */
  static String encode(byte[] bytes) {
    byte[] text = new byte[bytes.length / 4 * 5];
    encode(MemorySegment.ofArray(bytes), MemorySegment.ofArray(text));
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** A secret key as text in locked memory. */
  static SecretBytes encode(SecretBytes secret) {
    SecretBytes text = SecretBytes.allocate(secret.sizeBytes() / 4 * 5);
    encode(secret.segment(), text.segment());
    return text;
  }

  private static void encode(MemorySegment bytes, MemorySegment text) {
    for (long group = 0; group < bytes.byteSize() / 4; group++) {
      long value = 0;
      for (int i = 0; i < 4; i++) {
        value = value << 8 | (bytes.get(ValueLayout.JAVA_BYTE, group * 4 + i) & 0xff);
      }
      for (int i = 4; i >= 0; i--) {
        text.set(ValueLayout.JAVA_BYTE, group * 5 + i, (byte) DIGITS.charAt((int) (value % BASE)));
        value /= BASE;
      }
    }
  }
}
