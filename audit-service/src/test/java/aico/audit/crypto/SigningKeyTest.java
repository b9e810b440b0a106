package aico.audit.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.AuditException;
import aico.audit.log.Checkpoint;
import aico.audit.log.Hashes;
import aico.bus.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  private static final String ORIGIN = "aico.local/00112233445566778899aabbccddeeff";

  @Test
  void apply_aMessage_isVerifiedByAnotherLibrary() {
    byte[] message = "checkpoint".getBytes(StandardCharsets.UTF_8);
    try (SigningKey key = SigningKey.generate(ORIGIN)) {
      byte[] signature = key.apply(message);
      String[] vkey = key.vkey().toString().split("\\+", 3);
      byte[] typed = Base64.getDecoder().decode(vkey[2]);
      Ed25519Signer oracle = new Ed25519Signer();
      oracle.init(false, new Ed25519PublicKeyParameters(typed, 1));
      oracle.update(message, 0, message.length);
      assertThat(oracle.verifySignature(signature)).isTrue();
    }
  }

  @Test
  void open_whatWasSealed_isTheSameKey() {
    try (SecretBytes serviceKey = SecretBytes.random(32);
        SigningKey key = SigningKey.generate(ORIGIN);
        SigningKey opened = SigningKey.open(ORIGIN, serviceKey, key.seal(serviceKey))) {
      assertThat(opened.vkey()).hasToString(key.vkey().toString());
      Checkpoint checkpoint = new Checkpoint(ORIGIN, 3, Hashes.emptyRoot(), null);
      byte[] note = checkpoint.sign(opened.vkey(), opened);
      assertThat(Checkpoint.open(note, key.vkey()).sameTree(checkpoint)).isTrue();
    }
  }

  @Test
  void open_withAnotherKeyOrForAnotherLogOrChanged_isRefused() {
    try (SecretBytes serviceKey = SecretBytes.random(32);
        SecretBytes other = SecretBytes.random(32);
        SigningKey key = SigningKey.generate(ORIGIN)) {
      byte[] sealed = key.seal(serviceKey);
      assertThatThrownBy(() -> SigningKey.open(ORIGIN, other, sealed))
          .isInstanceOf(AuditException.class);
      assertThatThrownBy(() -> SigningKey.open("aico.local/other", serviceKey, sealed))
          .isInstanceOf(AuditException.class);
      for (int at = 0; at < sealed.length; at++) {
        byte[] changed = sealed.clone();
        changed[at] ^= 1;
        assertThatThrownBy(() -> SigningKey.open(ORIGIN, serviceKey, changed))
            .isInstanceOf(AuditException.class);
      }
      assertThatThrownBy(() -> SigningKey.open(ORIGIN, serviceKey, new byte[10]))
          .isInstanceOf(AuditException.class);
    }
  }
}
