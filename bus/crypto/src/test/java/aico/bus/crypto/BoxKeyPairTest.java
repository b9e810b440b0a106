package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BoxKeyPairTest {
  @Test
  void of_theSameSecret_isTheSamePair() {
    try (SecretBytes secret = SecretBytes.random(32);
        BoxKeyPair first = BoxKeyPair.of(secret.copy());
        BoxKeyPair again = BoxKeyPair.of(secret.copy());
        SecretBytes key = SecretBytes.random(32);
        SecretBytes opened = again.open(SealedBox.seal(first.publicKey(), key))) {
      assertThat(opened.constantTimeEquals(key)).isTrue();
    }
  }

  /** RFC 7748, section 6.1: Alice's pair. */
  @Test
  void publicKey_isX25519OfTheBasePoint() {
    byte[] alice = Hex.decode("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    try (BoxKeyPair pair = BoxKeyPair.of(SecretBytes.copyOfAndWipe(alice))) {
      assertThat(Hex.encode(pair.publicKey()))
          .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    }
  }

  @Test
  void open_ofAnotherKey_isRefused() {
    try (BoxKeyPair mine = BoxKeyPair.of(SecretBytes.random(32));
        BoxKeyPair other = BoxKeyPair.of(SecretBytes.random(32));
        SecretBytes key = SecretBytes.random(32)) {
      byte[] sealed = SealedBox.seal(other.publicKey(), key);
      assertThatThrownBy(() -> mine.open(sealed)).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void of_anotherSize_isRefused() {
    SecretBytes tooShort = SecretBytes.random(31);
    assertThatThrownBy(() -> BoxKeyPair.of(tooShort))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 bytes (expected: 32)");
  }
}
