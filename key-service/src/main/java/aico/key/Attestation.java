package aico.key;

import java.time.Instant;

/**
 * The proof that somebody opened a user's keys, which auth-service trades for a session, once.
 *
 * @param id single use: auth-service accepts each id once
 * @param user whose keys
 * @param principal who sent the password and may present this proof
 * @param unlockId of the unlock that is proven
 * @param nonce what the principal sent along
 */
public record Attestation(
    String id, String user, String principal, String unlockId, String nonce, Instant issuedAt) {
  /** Trading it takes one round trip; a person is not involved. */
  public static final long LIFETIME_S = 30;

  public Instant expiresAt() {
    return issuedAt.plusSeconds(LIFETIME_S);
  }
}
