package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateSealTest {
  private static final byte[] CONTEXT = "slots.json 1".getBytes(StandardCharsets.UTF_8);
  private final SecretBytes key = SecretBytes.random(32);

  @AfterEach
  void close() {
    key.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 65535, 65536, 65537, 3_000_000})
  void seal_anySize_comesBackAndIsBoundToItsContext(int size) {
    byte[] plain = new byte[size];
    new Random(size).nextBytes(plain);
    byte[] sealed = StateSeal.seal(key, CONTEXT, plain);
    assertThat(sealed).hasSize(size + StateSeal.OVERHEAD_BYTES);
    assertThat(StateSeal.open(key, CONTEXT, sealed)).isEqualTo(plain);
    assertThatThrownBy(() -> StateSeal.open(key, new byte[0], sealed))
        .isInstanceOf(UnsealException.class);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> StateSeal.open(key, CONTEXT, sealed))
        .isInstanceOf(UnsealException.class);
  }

  @Test
  void seal_longContext_comesBack() {
    byte[] context = new byte[100_000];
    byte[] sealed = StateSeal.seal(key, context, CONTEXT);
    assertThat(StateSeal.open(key, context, sealed)).isEqualTo(CONTEXT);
  }

  @Test
  void reseal_opensUnderTheNewKeyAlone_andIsDoneOnce() {
    try (SecretBytes next = SecretBytes.random(32);
        SecretBytes other = SecretBytes.random(32)) {
      byte[] sealed = StateSeal.seal(key, CONTEXT, CONTEXT);
      byte[] anew = StateSeal.reseal(key, next, CONTEXT, sealed).orElseThrow();
      assertThat(StateSeal.open(next, CONTEXT, anew)).isEqualTo(CONTEXT);
      assertThatThrownBy(() -> StateSeal.open(key, CONTEXT, anew))
          .isInstanceOf(UnsealException.class);
      assertThat(StateSeal.reseal(key, next, CONTEXT, anew)).isEmpty();
      assertThatThrownBy(() -> StateSeal.reseal(other, key, CONTEXT, anew))
          .isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void open_anyByteAlteredOrCut_isRefused() {
    byte[] sealed = StateSeal.seal(key, CONTEXT, CONTEXT);
    for (int at = 0; at < sealed.length; at++) {
      byte[] altered = sealed.clone();
      altered[at] ^= (byte) (1 << (at % 8));
      assertThatThrownBy(() -> StateSeal.open(key, CONTEXT, altered))
          .isInstanceOf(UnsealException.class);
      byte[] cut = Arrays.copyOf(sealed, at);
      assertThatThrownBy(() -> StateSeal.open(key, CONTEXT, cut))
          .isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void open_anotherKey_isRefused() {
    byte[] sealed = StateSeal.seal(key, CONTEXT, CONTEXT);
    try (SecretBytes other = SecretBytes.random(32);
        SecretBytes tooShort = SecretBytes.random(31)) {
      assertThatThrownBy(() -> StateSeal.open(other, CONTEXT, sealed))
          .isInstanceOf(UnsealException.class);
      assertThatThrownBy(() -> StateSeal.open(tooShort, CONTEXT, sealed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("key: 31 bytes (expected: 32)");
    }
  }

  @Test
  void seal_neverUsesANonceTwice() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      byte[] sealed = StateSeal.seal(key, CONTEXT, new byte[0]);
      nonces.add(Hex.encode(Arrays.copyOf(sealed, StateSeal.NONCE_BYTES)));
    }
    assertThat(nonces).hasSize(1000);
  }
}
