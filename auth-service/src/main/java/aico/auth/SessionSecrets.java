package aico.auth;

import aico.bus.crypto.SecretBytes;

/** Makes and recognises session secrets. */
public interface SessionSecrets {

  /**
   * A new secret.
   *
   * @param recipient the X25519 key to seal it to, 32 bytes as hex
   */
  Minted mint(String sessionId, String recipient);

  /** Whether this is the secret that the hash was made of, in constant time. */
  boolean matches(Session session, SecretBytes secret);

  /**
   * What is left of a secret once it was sealed.
   *
   * @param hash 32 bytes as hex
   * @param sealed the secret, sealed to the recipient
   */
  @SuppressWarnings("ArrayRecordComponent") // a frame handed on once, compared by nobody
  record Minted(String hash, byte[] sealed) {}
}
