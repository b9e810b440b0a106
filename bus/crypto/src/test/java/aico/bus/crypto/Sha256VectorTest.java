package aico.bus.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256VectorTest {

  /** NIST, "Cryptographic Standards and Guidelines: Examples with Intermediate Values", SHA256. */
  @ParameterizedTest
  @CsvSource({
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  })
  void of_theExamples(String text, String hash) {
    assertThat(Hex.encode(Sha256.of(text.getBytes(US_ASCII)))).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65_535, 65_791, 65_792, 65_793, 1_000_000})
  void of_anyLength_isWhatTheJdkSays(int length) throws Exception {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    byte[] behind = Arrays.copyOfRange(bytes, Math.min(1, length), length);
    MessageDigest jdk = MessageDigest.getInstance("SHA-256");
    assertThat(Sha256.of(bytes)).isEqualTo(jdk.digest(bytes));
    if (length > 0) {
      assertThat(Sha256.of(bytes[0], behind)).isEqualTo(jdk.digest(bytes));
    }
  }

  @Test
  void of_afterALongerOne_sharesNothingWithIt() {
    byte[] before = Sha256.of("abc".getBytes(US_ASCII));
    Sha256.of(new byte[60_000]);
    assertThat(Sha256.of("abc".getBytes(US_ASCII))).isEqualTo(before);
  }
}
