package aico.bus.connector.token;

import aico.bus.connector.ConnectorException;
import aico.bus.contract.AuthReply.VerificationKey;
import aico.bus.crypto.Hex;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/** Finds auth-service's verification key by the token's {@code kid}; one for each verification. */
final class KeysById implements VerificationKeyResolver {
  /** RFC 8410, section 4: SubjectPublicKeyInfo of Ed25519 up to the key's 32 bytes. */
  private static final String ED25519_SPKI_PREFIX = "302a300506032b6570032100";

  private final List<VerificationKey> keys;
  private boolean missed;

  KeysById(List<VerificationKey> keys) {
    this.keys = keys;
  }

  /** Whether an EdDSA token named a key that is not there. */
  boolean missed() {
    return missed;
  }

  @Override
  public Key resolveKey(JsonWebSignature jws, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    String kid = jws.getKeyIdHeaderValue();
    for (VerificationKey key : keys) {
      if (key.kid().equals(kid)) {
        return publicKey(key);
      }
    }
    missed = kid != null && AlgorithmIdentifiers.EDDSA.equals(jws.getAlgorithmHeaderValue());
    throw new UnresolvableKeyException("unknown kid");
  }

  static Key publicKey(VerificationKey key) {
    try {
      byte[] spki = Hex.decode(ED25519_SPKI_PREFIX + key.public_key());
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ConnectorException("auth.state: keys.public_key: not an Ed25519 key", e);
    }
  }
}
