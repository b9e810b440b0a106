package aico.auth.crypto;

import aico.auth.AuthException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;

/**
 * The Ed25519 key pair that signs tokens. It stands on the heap, where the JDK's signatures need
 * it; what it can do ends with the key, since services read the verification keys anew.
 */
public final class SigningKey {
  /** Seed ‖ public key. */
  public static final int ENCODED_SIZE_BYTES = 2 * Ed25519.KEY_SIZE_BYTES;

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private SigningKey(PrivateKey privateKey, byte[] publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** A new random pair. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), Ed25519.encoded(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new AuthException("Ed25519: missing in this JDK", e);
    }
  }

  /**
   * The pair that {@link #encoded} gave; the array is zeroed.
   *
   * @throws AuthException when the halves do not belong together
   */
  public static SigningKey decode(byte[] encoded) {
    if (encoded.length != ENCODED_SIZE_BYTES) {
      throw new AuthException(
          "key: " + encoded.length + " bytes (expected: " + ENCODED_SIZE_BYTES + ")");
    }
    byte[] seed = Arrays.copyOf(encoded, Ed25519.KEY_SIZE_BYTES);
    byte[] publicKey = Arrays.copyOfRange(encoded, Ed25519.KEY_SIZE_BYTES, ENCODED_SIZE_BYTES);
    Arrays.fill(encoded, (byte) 0);
    SigningKey key = new SigningKey(Ed25519.privateKey(seed), publicKey);
    Arrays.fill(seed, (byte) 0);
    key.requirePair();
    return key;
  }

  /** Seed ‖ public key; the caller zeroes it. */
  public byte[] encoded() {
    byte[] seed = ((EdECPrivateKey) privateKey).getBytes().orElseThrow();
    byte[] encoded = Arrays.copyOf(seed, ENCODED_SIZE_BYTES);
    System.arraycopy(publicKey, 0, encoded, Ed25519.KEY_SIZE_BYTES, Ed25519.KEY_SIZE_BYTES);
    Arrays.fill(seed, (byte) 0);
    return encoded;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** 32 bytes. */
  byte[] publicKey() {
    return publicKey.clone();
  }

  private void requirePair() {
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(Ed25519.publicKey(publicKey));
      signature.update(probe);
      if (!signature.verify(signed)) {
        throw new AuthException("key: its halves do not belong together");
      }
    } catch (GeneralSecurityException e) {
      throw new AuthException("key: unusable", e);
    }
  }
}
