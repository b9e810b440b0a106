package aico.key.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2idVectorTest {
  private static final String SALT = "00112233445566778899aabbccddeeff";

  /** RFC 9106, section 5.3. */
  @Test
  void fill_rfc9106_matches() {
    try (SecretBytes tag = SecretBytes.allocate(32);
        SecretBytes password = repeated(0x01, 32);
        SecretBytes salt = repeated(0x02, 16);
        SecretBytes secret = repeated(0x03, 8);
        SecretBytes data = repeated(0x04, 12)) {
      Argon2id.fill(
          tag.segment(),
          new Argon2id.Inputs(password.segment(), salt.segment(), secret.segment(), data.segment()),
          32,
          3,
          4);
      assertThat(hex(tag))
          .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }
  }

  /**
   * From the test suite of the reference implementation (phc-winner-argon2, src/test.c, version
   * 0x13, Argon2id, t=2, m=2^8, p=1, password "password", salt "somesalt").
   */
  @Test
  void fill_referenceImplementation_matches() {
    try (SecretBytes tag = SecretBytes.allocate(32);
        SecretBytes password = text("password");
        SecretBytes salt = text("somesalt")) {
      Argon2id.fill(
          tag.segment(),
          new Argon2id.Inputs(
              password.segment(), salt.segment(), MemorySegment.NULL, MemorySegment.NULL),
          256,
          2,
          1);
      assertThat(hex(tag))
          .isEqualTo("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Argon2Context.class,
      names = {"FILE", "AUTHENTICATION"})
  void derive_agreesWithBouncyCastle(Argon2Context context) {
    try (SecretBytes secret = text("correct horse battery staple");
        SecretBytes key = new Argon2id().derive(context, secret, SALT)) {
      assertThat(hex(key)).isEqualTo(oracle(context, "correct horse battery staple"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 1024})
  void derive_passwordsOfEverySize_agreeWithBouncyCastle(int sizeBytes) {
    String password = "x".repeat(sizeBytes);
    try (SecretBytes secret = text(password);
        SecretBytes key = new Argon2id().derive(Argon2Context.AUTHENTICATION, secret, SALT)) {
      assertThat(hex(key)).isEqualTo(oracle(Argon2Context.AUTHENTICATION, password));
    }
  }

  private static String oracle(Argon2Context context, String password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(context.memoryKib())
            .withIterations(context.passes())
            .withParallelism(context.lanes())
            .withSalt(SALT.getBytes(US_ASCII))
            .build());
    byte[] key = new byte[32];
    generator.generateBytes(password.getBytes(US_ASCII), key);
    return Hex.encode(key);
  }

  private static SecretBytes repeated(int value, int times) {
    byte[] bytes = new byte[times];
    Arrays.fill(bytes, (byte) value);
    return SecretBytes.copyOfAndWipe(bytes);
  }

  private static SecretBytes text(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(US_ASCII));
  }

  private static String hex(SecretBytes bytes) {
    return Hex.encode(bytes.segment().toArray(ValueLayout.JAVA_BYTE));
  }
}
