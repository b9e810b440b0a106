package aico.bus.zmq.outbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** {@code H(0)} is 32 zero bytes, {@code H(n) = SHA-256(H(n-1) ‖ record n)}. One thread only. */
public final class ChainHash {
  public static final int HASH_BYTES = 32;

  private final MessageDigest sha256;
  private byte[] hash;

  /** Goes on from a hash. */
  public ChainHash(byte[] hash) {
    this.hash = hash.clone();
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds a record. */
  public void add(byte[] record, int offset, int length) {
    sha256.update(hash);
    sha256.update(record, offset, length);
    hash = sha256.digest();
  }

  /** The hash so far. */
  public byte[] current() {
    return hash.clone();
  }
}
