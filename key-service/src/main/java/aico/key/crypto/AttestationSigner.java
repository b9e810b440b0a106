package aico.key.crypto;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Attestation;
import aico.key.Attester;
import aico.key.KeyException;
import aico.key.Launch;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Unlock attestations as compact JWS (RFC 7515) with EdDSA over Ed25519 (RFC 8037).
 *
 * <p>This key lies on the heap while the process runs: it can vouch for an unlock, and opens
 * nothing.
 */
public final class AttestationSigner implements Attester {
  public static final String TYPE = "unlock-attestation+jwt";
  public static final String ISSUER = "key-service";
  public static final String AUDIENCE = "auth-service";

  /** An X.509 SubjectPublicKeyInfo of Ed25519 (RFC 8410) ends with the 32 bytes of the key. */
  private static final int PUBLIC_KEY_SIZE_BYTES = 32;

  private final PrivateKey key;

  private AttestationSigner(PrivateKey key) {
    this.key = key;
  }

  @Override
  public String attest(Attestation attestation) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject(attestation.user());
    claims.setJwtId(attestation.id());
    claims.setIssuedAt(NumericDate.fromSeconds(attestation.issuedAt().getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(attestation.expiresAt().getEpochSecond()));
    claims.setStringClaim("azp", attestation.principal());
    claims.setStringClaim("nonce", attestation.nonce());
    claims.setStringClaim("unlock_id", attestation.unlockId());
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    signature.setHeader("typ", TYPE);
    signature.setPayload(claims.toJson());
    signature.setKey(key);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException failed) {
      throw new KeyException("attestation: cannot be signed", failed);
    }
  }

  /** Makes and opens Ed25519 keys. */
  public static final class Keys implements Launch.AttestationKeys {
    @Override
    public NewKey make() {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] seed =
            ((EdECPrivateKey) pair.getPrivate())
                .getBytes()
                .orElseThrow(() -> new KeyException("attestation key: not to be had as bytes"));
        return new NewKey(
            Hex.encode(
                Arrays.copyOfRange(
                    encoded, encoded.length - PUBLIC_KEY_SIZE_BYTES, encoded.length)),
            SecretBytes.copyOfAndWipe(seed));
      } catch (GeneralSecurityException failed) {
        throw new KeyException("attestation key: cannot be made", failed);
      }
    }

    @Override
    public Attester open(String publicKey, SecretBytes seed) {
      byte[] bytes = seed.segment().toArray(ValueLayout.JAVA_BYTE);
      try {
        return new AttestationSigner(
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes)));
      } catch (GeneralSecurityException failed) {
        throw new KeyException("attestation key: cannot be opened", failed);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }
}
