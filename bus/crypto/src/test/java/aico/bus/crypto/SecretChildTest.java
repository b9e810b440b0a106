package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretChild.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretChildTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void secret_goesInAsALineOfHex_andComesBackIntoLockedMemory() {
    try (SecretBytes key = SecretBytes.random(32);
        Ended ended = SecretChild.run(LIMIT, Map.of(), key, List.of("cat"));
        SecretBytes back = Hex.decodeLine(ended.output())) {
      assertThat(ended.ok()).isTrue();
      assertThat(back.constantTimeEquals(key)).isTrue();
    }
  }

  @Test
  void failure_givesCodeAndStandardErrorInOneLine() {
    try (Ended ended =
        run("sh", "-c", "echo one >&2; printf 'two \\033[31m\\n\\n' >&2; echo out; exit 3")) {
      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.complaint()).isEqualTo("one; two ?[31m");
      assertThat(ended.output().sizeBytes()).isEqualTo(4);
    }
  }

  @Test
  void programThatIsNotThere_isSaidSo() {
    try (Ended ended = run("aico-no-such-program")) {
      assertThat(ended.code()).isEqualTo(Ended.NOT_THERE);
      assertThat(ended.complaint()).isEqualTo("aico-no-such-program: not installed");
    }
  }

  @Test
  void programThatWaitsForever_isKilled() {
    try (Ended ended =
        SecretChild.run(Duration.ofMillis(200), Map.of(), null, List.of("sleep", "600"))) {
      assertThat(ended.code()).isEqualTo(Ended.TOO_SLOW);
      assertThat(ended.complaint()).startsWith("sleep: no answer within");
    }
  }

  @Test
  void tooMuchOutput_isRefused() {
    assertThatThrownBy(() -> run("head", "-c", "20000", "/dev/zero").close())
        .isInstanceOf(SecretTooLongException.class);
  }

  @Test
  void environment_isWhatIsGivenAndNothingOfTheCallers() {
    try (Ended ended =
        SecretChild.run(
            LIMIT,
            Map.of("ONE", "1"),
            null,
            List.of("sh", "-c", "env | grep -cvE '^(PATH|LANG|ONE|PWD|SHLVL|_|OLDPWD)='"))) {
      assertThat(ended.output().at(0)).isEqualTo((byte) '0');
    }
  }

  @Test
  void runs_leaveNoDescriptorBehind() throws IOException {
    run("true").close();
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      run("true").close();
    }
    assertThat(descriptors()).isLessThan(before + 10);
  }

  private static Ended run(String... command) {
    return SecretChild.run(LIMIT, Map.of(), null, List.of(command));
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
