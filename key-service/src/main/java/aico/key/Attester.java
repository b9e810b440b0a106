package aico.key;

/** Signs proofs of an unlock with a key that only this installation has. */
public interface Attester {
  /** The proof as compact JWS. */
  String attest(Attestation attestation);
}
