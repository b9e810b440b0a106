package aico.key.crypto;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Randomness;
import java.security.SecureRandom;

/** Secrets by libsodium, straight into locked memory; identifiers by the JDK. */
public final class SystemRandomness implements Randomness {
  private static final int ID_SIZE_BYTES = 16;

  private final SecureRandom random = new SecureRandom();

  @Override
  public SecretBytes secret(int sizeBytes) {
    return SecretBytes.random(sizeBytes);
  }

  @Override
  public String id() {
    byte[] id = new byte[ID_SIZE_BYTES];
    random.nextBytes(id);
    return Hex.encode(id);
  }
}
