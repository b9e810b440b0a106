package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "'a\n', a",
    "'a\n\n', 'a\n'",
    "'\n\n', '\n'",
    "'  ü😀 ', '  ü😀 '",
    "'a\r\n', 'a\r'"
  })
  void oneTrailingNewline_isDroppedAndNothingElse(String content, String password)
      throws IOException {
    assertThat(read(content.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(password.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void longest_withAndWithoutNewline_isAccepted() throws IOException {
    assertThat(read("x".repeat(1024).getBytes(StandardCharsets.UTF_8))).hasSize(1024);
    assertThat(read(("x".repeat(1024) + "\n").getBytes(StandardCharsets.UTF_8))).hasSize(1024);
  }

  @Test
  void tooLong_isRefused() {
    for (String content :
        new String[] {"x".repeat(1025), "x".repeat(1025) + "\n", "x".repeat(1_000_000)}) {
      assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(SecretTooLongException.class)
          .hasMessageContaining("too long")
          .hasMessageNotContaining("xx");
    }
  }

  @Test
  void emptyOrNotUtf8_isRefused() {
    assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("empty");
    assertThatThrownBy(() -> read(new byte[] {'\n'})).hasMessageContaining("empty");
    assertThatThrownBy(() -> read(new byte[] {'a', (byte) 0xff}))
        .isInstanceOf(InvalidPasswordException.class)
        .hasMessageEndingWith("password: not UTF-8 (expected: 1 to 1024 bytes of UTF-8)");
  }

  @Test
  void isPassword_saysTheSame() {
    try (SecretBytes empty = SecretBytes.allocate(0);
        SecretBytes longest = SecretBytes.allocate(1024);
        SecretBytes tooLong = SecretBytes.allocate(1025);
        SecretBytes binary = SecretBytes.copyOfAndWipe(new byte[] {(byte) 0xc0})) {
      assertThat(PasswordFile.isPassword(empty)).isFalse();
      assertThat(PasswordFile.isPassword(longest)).isTrue();
      assertThat(PasswordFile.isPassword(tooLong)).isFalse();
      assertThat(PasswordFile.isPassword(binary)).isFalse();
    }
  }

  private byte[] read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("password"), content);
    try (SecretBytes password = PasswordFile.read(file)) {
      return password.segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
