package aico.key.app;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPipe;
import aico.key.KeyException;
import java.lang.foreign.ValueLayout;

/** What the programs of this service are given by whoever starts them. */
final class StandardInput {
  private static final int DESCRIPTOR = 0;

  private StandardInput() {}

  /** One line of lower-case hex, as its bytes. */
  static SecretBytes secret() {
    try (SecretBytes line = SecretBytes.readFrom(DESCRIPTOR, SecretPipe.MAX_TOTAL_BYTES)) {
      int digits = line.sizeBytes() - 1;
      if (digits < 0 || line.segment().get(ValueLayout.JAVA_BYTE, digits) != '\n') {
        throw new KeyException("standard input: not a line (expected: hex digits and a newline)");
      }
      return Hex.decode(line.segment().asSlice(0, digits));
    } catch (IllegalArgumentException notHex) {
      throw new KeyException("standard input: not hex");
    }
  }
}
