package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.Test;

class PseudonymTest {
  private static final byte[] NAME = "anna".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @Test
  void of_isKeyedBlake2bOf16Bytes_cutTo10() {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) 7);
    Blake2bDigest oracle = new Blake2bDigest(key.clone(), 16, null, null);
    oracle.update(NAME, 0, NAME.length);
    byte[] hash = new byte[16];
    oracle.doFinal(hash, 0);
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(key)) {
      assertThat(Pseudonym.of(secret, "anna"))
          .isEqualTo("p-" + Hex.encode(java.util.Arrays.copyOf(hash, 10)))
          .matches(Pseudonym::is);
    }
  }

  @Test
  void of_anotherKeyOrName_isAnother_andAKeyOfAnotherSizeIsRefused() {
    try (SecretBytes one = SecretBytes.random(32);
        SecretBytes two = SecretBytes.random(32);
        SecretBytes shorter = SecretBytes.random(31)) {
      assertThat(Pseudonym.of(one, "anna"))
          .isEqualTo(Pseudonym.of(one, "anna"))
          .isNotEqualTo(Pseudonym.of(two, "anna"))
          .isNotEqualTo(Pseudonym.of(one, "berta"));
      assertThatThrownBy(() -> Pseudonym.of(shorter, "anna"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("pseudonym key: 31 bytes (expected: 32)");
    }
  }

  @Test
  void is_whatOnlyLooksLikeOne_isNot() {
    assertThat(Pseudonym.is("anna")).isFalse();
    assertThat(Pseudonym.is("p-anna")).isFalse();
    assertThat(Pseudonym.is("p-0123456789abcdef012")).isFalse();
    assertThat(Pseudonym.is("p-0123456789ABCDEF0123")).isFalse();
  }
}
