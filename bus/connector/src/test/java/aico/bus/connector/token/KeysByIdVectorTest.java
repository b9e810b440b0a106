package aico.bus.connector.token;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.AuthReply.VerificationKey;
import aico.bus.crypto.Hex;
import java.util.Base64;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;

/** RFC 8037, appendices A.2 and A.4: the public key, and the JWS signed with it. */
class KeysByIdVectorTest {
  private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  private static final String JWS =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
          + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

  @Test
  void signatureOfTheRfc_holdsWithTheKeyFromItsBytes() throws Exception {
    String hex = Hex.encode(Base64.getUrlDecoder().decode(X));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(JWS);
    jws.setKey(KeysById.publicKey(new VerificationKey("rfc8037", hex)));

    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getPayload()).isEqualTo("Example of Ed25519 signing");
  }
}
