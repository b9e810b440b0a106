package aico.bus.connector;

import aico.bus.contract.AuthReply;

/** Judges a token; the port behind which the signature library stands. */
public interface TokenCheck {

  /**
   * Verifies a token: signature, issuer, audience, authorised party, times, session.
   *
   * @param token the compact JWS
   * @param state verification keys and revocations, fresh
   * @param authorizedParty the caller's authenticated principal, to be the token's {@code azp}
   * @throws TokenRefused when any of it does not hold
   */
  Person verify(String token, AuthReply.State state, String authorizedParty);

  /**
   * Demands that a person has just proved who they are.
   *
   * @throws TokenRefused when that was more than five minutes ago, or is not known
   */
  void requireRecentProof(Person person);
}
