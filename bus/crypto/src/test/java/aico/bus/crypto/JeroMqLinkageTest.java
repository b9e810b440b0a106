package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.zeromq.ZMQ;

/** JeroMQ finds our two classes and there is nothing else of jnacl. */
class JeroMqLinkageTest {
  @Test
  void jeroMq_makesKeyPairsThroughOurClass() {
    ZMQ.Curve.KeyPair pair = ZMQ.Curve.generateKeyPair();
    byte[] secretKey = ZMQ.Curve.z85Decode(pair.secretKey);
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(secretKey)) {
      byte[] publicKey = new byte[32];
      SodiumBox.publicKeyOf(MemorySegment.ofArray(publicKey), secret.segment());
      assertThat(publicKey).isEqualTo(ZMQ.Curve.z85Decode(pair.publicKey));
    }
    assertThat(curve25519xsalsa20poly1305.class.getProtectionDomain().getCodeSource())
        .isEqualTo(CurveBox.class.getProtectionDomain().getCodeSource());
  }

  @Test
  void jnacl_isNotOnTheClassPath() {
    assertThatThrownBy(() -> Class.forName("com.neilalexander.jnacl.NaCl"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> Class.forName("com.neilalexander.jnacl.crypto.curve25519"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
