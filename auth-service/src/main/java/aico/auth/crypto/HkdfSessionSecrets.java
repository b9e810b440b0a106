package aico.auth.crypto;

import aico.auth.Session;
import aico.auth.SessionSecrets;
import aico.bus.crypto.Hex;
import aico.bus.crypto.Hkdf;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Session secrets of 32 random bytes, known again by HKDF-SHA-512 (RFC 5869) with the session's id
 * as salt. A secret of full entropy needs no slow hash; the derivation runs in native memory, so
 * that no copy of the secret comes to the heap.
 */
public final class HkdfSessionSecrets implements SessionSecrets {
  static final int SECRET_SIZE_BYTES = 32;
  private static final int HASH_SIZE_BYTES = 32;
  private static final byte[] INFO = "aico session secret 1".getBytes(StandardCharsets.US_ASCII);

  @Override
  public Minted mint(String sessionId, String recipient) {
    try (SecretBytes secret = SecretBytes.random(SECRET_SIZE_BYTES);
        SecretBytes hash = hash(sessionId, secret)) {
      byte[] plainHash = hash.segment().toArray(ValueLayout.JAVA_BYTE);
      return new Minted(Hex.encode(plainHash), SealedBox.seal(Hex.decode(recipient), secret));
    }
  }

  @Override
  public boolean matches(Session session, SecretBytes secret) {
    if (secret.sizeBytes() != SECRET_SIZE_BYTES) {
      return false;
    }
    byte[] expected = Hex.decode(session.secretHash());
    try (SecretBytes hash = hash(session.id(), secret);
        SecretBytes kept = SecretBytes.copyOf(MemorySegment.ofArray(expected))) {
      return hash.constantTimeEquals(kept);
    }
  }

  private static SecretBytes hash(String sessionId, SecretBytes secret) {
    return Hkdf.sha512(
        secret, sessionId.getBytes(StandardCharsets.US_ASCII), INFO, HASH_SIZE_BYTES);
  }
}
