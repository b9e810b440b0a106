package aico.audit.crypto;

import aico.audit.Digests;
import aico.bus.crypto.Sha256;

/** SHA-256 by libcrypto, which knows the processor's SHA instructions. */
public final class LibCryptoDigests implements Digests {
  private static final byte LEAF_PREFIX = 0;

  @Override
  public byte[] sha256(byte[] bytes) {
    return Sha256.of(bytes);
  }

  @Override
  public byte[] leaf(byte[] leaf) {
    return Sha256.of(LEAF_PREFIX, leaf);
  }
}
