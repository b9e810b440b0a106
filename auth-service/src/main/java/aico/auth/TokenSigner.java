package aico.auth;

/** Signs tokens with a key that only auth-service has. */
public interface TokenSigner {

  /** The compact JWS. */
  String sign(TokenClaims claims);

  /** The id of the verification key. */
  String keyId();

  /** The Ed25519 verification key, 32 bytes as hex. */
  String publicKey();
}
