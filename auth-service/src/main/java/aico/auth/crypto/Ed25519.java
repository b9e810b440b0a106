package aico.auth.crypto;

import aico.auth.AuthException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Ed25519 keys between their 32 bytes (RFC 8032, section 5.1.5) and the JDK's types. */
public final class Ed25519 {
  public static final int KEY_SIZE_BYTES = 32;

  private Ed25519() {}

  /** RFC 8032, section 5.1.2: y in little-endian order, the sign of x in the highest bit. */
  public static PublicKey publicKey(byte[] encoded) {
    requireSize(encoded);
    byte[] bigEndian = reversed(encoded);
    boolean xOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    } catch (GeneralSecurityException e) {
      throw new AuthException("ed25519 public key: not a key", e);
    }
  }

  /** The 32 bytes of a public key. */
  public static byte[] encoded(PublicKey key) {
    EdECPoint point = ((EdECPublicKey) key).getPoint();
    byte[] y = point.getY().toByteArray();
    byte[] encoded = new byte[KEY_SIZE_BYTES];
    for (int i = 0; i < y.length && i < KEY_SIZE_BYTES; i++) {
      encoded[i] = y[y.length - 1 - i];
    }
    if (point.isXOdd()) {
      encoded[KEY_SIZE_BYTES - 1] |= (byte) 0x80;
    }
    return encoded;
  }

  /** A private key from its seed. */
  public static PrivateKey privateKey(byte[] seed) {
    requireSize(seed);
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new AuthException("ed25519 private key: not a key", e);
    }
  }

  private static void requireSize(byte[] key) {
    if (key.length != KEY_SIZE_BYTES) {
      throw new AuthException(
          "ed25519 key: " + key.length + " bytes (expected: " + KEY_SIZE_BYTES + ")");
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
