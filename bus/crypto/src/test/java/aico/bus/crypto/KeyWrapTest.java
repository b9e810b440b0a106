package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWrapTest {
  private final SecretBytes kek = SecretBytes.random(32);

  @AfterEach
  void close() {
    kek.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 1000, 4096})
  void wrap_anySize_agreesWithBouncyCastleAndComesBack(int sizeBytes) {
    try (SecretBytes key = SecretBytes.random(sizeBytes)) {
      byte[] wrapped = KeyWrap.wrap(kek, key);
      RFC5649WrapEngine oracle = new RFC5649WrapEngine(AESEngine.newInstance());
      oracle.init(true, new KeyParameter(bytes(kek)));
      assertThat(wrapped).isEqualTo(oracle.wrap(bytes(key), 0, sizeBytes));
      try (SecretBytes unwrapped = KeyWrap.unwrap(kek, wrapped)) {
        assertThat(unwrapped.constantTimeEquals(key)).isTrue();
      }
    }
  }

  @Test
  void unwrap_anyBitFlipped_isRefused() {
    try (SecretBytes key = SecretBytes.random(32)) {
      byte[] wrapped = KeyWrap.wrap(kek, key);
      for (int bit = 0; bit < wrapped.length * 8; bit++) {
        byte[] altered = wrapped.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThatThrownBy(() -> KeyWrap.unwrap(kek, altered)).isInstanceOf(UnwrapException.class);
      }
    }
  }

  @Test
  void unwrap_anotherSizeOrKey_isRefused() {
    try (SecretBytes key = SecretBytes.random(32);
        SecretBytes other = SecretBytes.random(32)) {
      byte[] wrapped = KeyWrap.wrap(kek, key);
      for (int size = 0; size < wrapped.length; size++) {
        byte[] cut = Arrays.copyOf(wrapped, size);
        assertThatThrownBy(() -> KeyWrap.unwrap(kek, cut)).isInstanceOf(UnwrapException.class);
      }
      assertThatThrownBy(() -> KeyWrap.unwrap(kek, Arrays.copyOf(wrapped, wrapped.length + 8)))
          .isInstanceOf(UnwrapException.class);
      assertThatThrownBy(() -> KeyWrap.unwrap(kek, new byte[5000]))
          .isInstanceOf(UnwrapException.class)
          .hasMessageContaining("5000 bytes");
      assertThatThrownBy(() -> KeyWrap.unwrap(other, wrapped)).isInstanceOf(UnwrapException.class);
    }
  }

  @Test
  void sizesOutOfBounds_areFaultsOfTheCaller() {
    try (SecretBytes shortKek = SecretBytes.random(16);
        SecretBytes empty = SecretBytes.allocate(0);
        SecretBytes tooLong = SecretBytes.random(4097);
        SecretBytes key = SecretBytes.random(32)) {
      assertThatThrownBy(() -> KeyWrap.wrap(shortKek, key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("kek: 16 bytes (expected: 32)");
      assertThatThrownBy(() -> KeyWrap.wrap(kek, empty))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> KeyWrap.wrap(kek, tooLong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static byte[] bytes(SecretBytes secret) {
    return secret.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
