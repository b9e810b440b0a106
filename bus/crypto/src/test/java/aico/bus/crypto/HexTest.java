package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {
  @Test
  void bytes_thereAndBack() {
    assertThat(Hex.encode(new byte[] {0, (byte) 0xff, 0x1a})).isEqualTo("00ff1a");
    assertThat(Hex.decode("00ff1a")).containsExactly(0, 0xff, 0x1a);
    assertThat(Hex.decode("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 1000})
  void secrets_thereAndBack(int size) {
    try (SecretBytes secret = SecretBytes.random(size);
        SecretBytes digits = Hex.encode(secret);
        SecretBytes back = Hex.decode(digits.segment())) {
      assertThat(
              new String(digits.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
          .isEqualTo(Hex.encode(secret.segment().toArray(ValueLayout.JAVA_BYTE)));
      assertThat(back.constantTimeEquals(secret)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0g", "AB", "aB", " 0", "0:", "00 ", "0x00"})
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Hex.decode(text)).isInstanceOf(IllegalArgumentException.class);
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(text.getBytes(StandardCharsets.US_ASCII))) {
      assertThatThrownBy(() -> Hex.decode(secret.segment()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(text);
    }
  }
}
