package aico.audit.crypto;

import aico.audit.Digests;
import aico.bus.crypto.Sha256;

/** SHA-256 by libcrypto, which knows the processor's SHA instructions. */
public final class LibCryptoDigests implements Digests {
  private static final byte LEAF_PREFIX = 0;
  private static final byte NODE_PREFIX = 1;

  @Override
  public byte[] sha256(byte[] bytes) {
    return Sha256.of(bytes);
  }

  @Override
  public byte[] leaf(byte[] leaf) {
    return Sha256.of(LEAF_PREFIX, leaf);
  }

  @Override
  public byte[] node(byte[] left, byte[] right) {
    byte[] both = new byte[left.length + right.length];
    System.arraycopy(left, 0, both, 0, left.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return Sha256.of(NODE_PREFIX, both);
  }
}
