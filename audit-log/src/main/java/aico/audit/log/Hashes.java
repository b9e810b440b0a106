package aico.audit.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of a Merkle tree (RFC 6962, section 2.1), SHA-256, 32 bytes each. */
public final class Hashes {
  public static final int SIZE_BYTES = 32;

  private static final byte LEAF_PREFIX = 0;
  private static final byte NODE_PREFIX = 1;

  private Hashes() {}

  /** {@code MTH({}) = SHA-256()}. */
  public static byte[] emptyRoot() {
    return sha256().digest();
  }

  /** {@code MTH({d(0)}) = SHA-256(0x00 || d(0))}. */
  public static byte[] leaf(byte[] leaf) {
    MessageDigest digest = sha256();
    digest.update(LEAF_PREFIX);
    return digest.digest(leaf);
  }

  /** {@code SHA-256(0x01 || left || right)}. */
  public static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update(NODE_PREFIX);
    digest.update(left);
    return digest.digest(right);
  }

  /** SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AuditLogException("sha-256: every JDK has it", e);
    }
  }
}
