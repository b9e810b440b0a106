package aico.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.SecretBytes;
import java.util.Arrays;

/** Gives 01 01 01 …, then 02 02 02 …, so that a test knows every key and salt. */
public final class CountedRandomness implements Randomness {
  private int next = 1;

  @Override
  public synchronized SecretBytes secret(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    Arrays.fill(bytes, (byte) next++);
    return SecretBytes.copyOfAndWipe(bytes);
  }

  @Override
  public synchronized String id() {
    return "%02x".formatted(next++ & 0xff).repeat(16);
  }

  public static SecretBytes secretOf(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(US_ASCII));
  }
}
