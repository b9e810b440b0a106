package aico.vault.gocryptfs;

import static org.assertj.core.api.Assertions.assertThat;

import aico.vault.Trouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes of gocryptfs 2.3, {@code internal/exitcodes/exitcodes.go}. */
class ExitCodesTest {

  @ParameterizedTest
  @CsvSource({
    "6, CIPHER_FOLDER",
    "9, OTHER",
    "10, MOUNT_POINT",
    "11, BROKEN_CONFIGURATION",
    "12, WRONG_KEY",
    "15, OTHER",
    "19, FUSE_NOT_PERMITTED",
    "75, OPEN_ELSEWHERE",
    "137, OTHER",
  })
  void exitCode_means(int exitCode, Trouble trouble) {
    assertThat(ExitCodes.trouble(exitCode)).isEqualTo(trouble);
  }
}
