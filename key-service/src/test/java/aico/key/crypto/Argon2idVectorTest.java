package aico.key.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
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
      assertThat(hex(key))
          .isEqualTo(BouncyCastleArgon2.derive(context, SALT, "correct horse battery staple"));
    }
  }

  /** Bouncy Castle keeps the whole gibibyte on its heap: in a process of its own. */
  @Test
  void derive_ofTheMasterContext_agreesWithBouncyCastle() throws Exception {
    Process oracle =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1400m",
                "-Xmn32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BouncyCastleArgon2.class.getName(),
                Argon2Context.MASTER.name(),
                SALT,
                "correct horse battery staple")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String expected = new String(oracle.getInputStream().readAllBytes(), US_ASCII).strip();
    assertThat(oracle.waitFor()).isZero();
    try (SecretBytes secret = text("correct horse battery staple");
        SecretBytes key = new Argon2id().derive(Argon2Context.MASTER, secret, SALT)) {
      assertThat(hex(key)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 1024})
  void derive_passwordsOfEverySize_agreeWithBouncyCastle(int sizeBytes) {
    String password = "x".repeat(sizeBytes);
    try (SecretBytes secret = text(password);
        SecretBytes key = new Argon2id().derive(Argon2Context.AUTHENTICATION, secret, SALT)) {
      assertThat(hex(key))
          .isEqualTo(BouncyCastleArgon2.derive(Argon2Context.AUTHENTICATION, SALT, password));
    }
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
