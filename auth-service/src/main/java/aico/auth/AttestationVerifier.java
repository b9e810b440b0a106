package aico.auth;

/** Verifies the form, signature, issuer, audience and time of unlock attestations. */
public interface AttestationVerifier {

  /**
   * Judges a compact JWS.
   *
   * @param publicKey key-service's Ed25519 key, 32 bytes as hex
   */
  Finding verify(String compact, String publicKey);

  /** What was found. */
  sealed interface Finding {
    /** Signed by that key and in time. */
    record Genuine(Attestation attestation) implements Finding {}

    /**
     * Anything else.
     *
     * @param reason one word for the trail, with nothing of the input
     */
    record Refused(String reason) implements Finding {}
  }
}
